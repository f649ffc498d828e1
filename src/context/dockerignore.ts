/** One pattern of a `.dockerignore`, as its names. */
interface Pattern {
  readonly names: readonly string[];
  readonly includes: boolean;
}

/** What a `.dockerignore` leaves out of the build context. */
export class DockerIgnore {
  readonly #patterns: readonly Pattern[];

  constructor(text: string) {
    this.#patterns = readPatterns(text);
  }

  get hasExceptions(): boolean {
    return this.#patterns.some(({ includes }) => includes);
  }

  /**
   * Whether a path is left out: the last pattern that matches it or a folder above it decides
   * (`moby/patternmatcher`, `MatchesOrParentMatches`).
   */
  ignores(path: string): boolean {
    const names = path.split("/");
    let ignored = false;
    for (const pattern of this.#patterns) {
      if (pattern.includes === ignored && matchesOrParent(pattern.names, names)) {
        ignored = !pattern.includes;
      }
    }
    return ignored;
  }
}

/** `moby/patternmatcher/ignorefile`: comments, blanks, and paths made relative and clean. */
function readPatterns(text: string): Pattern[] {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  return lines.flatMap((line): Pattern[] => {
    if (line.startsWith("#")) return [];
    const trimmed = line.trim();
    const includes = trimmed.startsWith("!");
    const names: string[] = [];
    for (const name of (includes ? trimmed.slice(1).trim() : trimmed).split("/")) {
      if (name === "..") names.pop();
      else if (name !== "" && name !== ".") names.push(name);
    }
    return names.length === 0 ? [] : [{ names, includes }];
  });
}

/** `**` is any number of names. One table holds the answers for the path and all above it. */
function matchesOrParent(pattern: readonly string[], names: readonly string[]): boolean {
  let reached = [true, ...names.map(() => false)];
  for (const [index, part] of pattern.entries()) {
    if (part === "**" && pattern[index - 1] === "**") continue;
    const next = reached.map(() => false);
    let open = false;
    reached.forEach((is, at) => {
      if (part === "**") next[at] = open ||= is;
      else if (is && at < names.length && matchesName(part, names[at]!)) next[at + 1] = true;
    });
    reached = next;
  }
  return reached.some((is, length) => is && length > 0);
}

/**
 * `*`, `?`, `[a-z]` and `\` within one name (Go's `filepath.Match`). Where it fits no more, the
 * last `*` takes one character more.
 */
function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let taken = 0;
  while (from < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      taken = from;
      continue;
    }
    const one = at < pattern.length ? readOne(pattern, at) : undefined;
    if (one?.accepts(name[from]!)) {
      at = one.end + 1;
      from++;
    } else if (star < 0) return false;
    else {
      at = star + 1;
      from = ++taken;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** What stands for one character at a place of a pattern, and where it ends. */
function readOne(
  pattern: string,
  at: number,
): { readonly accepts: (character: string) => boolean; readonly end: number } {
  const character = pattern[at]!;
  const close = pattern.indexOf("]", at + 2);
  if (character === "?") return { accepts: () => true, end: at };
  if (character === "\\" && at + 1 < pattern.length) {
    return { accepts: (each) => each === pattern[at + 1], end: at + 1 };
  }
  if (character !== "[" || close < 0) return { accepts: (each) => each === character, end: at };
  const negated = pattern[at + 1] === "^";
  const members = pattern.slice(at + (negated ? 2 : 1), close);
  return { accepts: (each) => isMember(each, members) !== negated, end: close };
}

function isMember(character: string, members: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const isRange = members[at + 1] === "-" && at + 2 < members.length;
    const last = isRange ? members[at + 2]! : members[at]!;
    if (members[at]! <= character && character <= last) return true;
    if (isRange) at += 2;
  }
  return false;
}
