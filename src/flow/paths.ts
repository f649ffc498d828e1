/** An absolute path as its names. A name may have `*` in it, and variables that only a build knows. */
export type Path = readonly string[];

/** Linux takes no longer ones (limits.h: PATH_MAX); variables can make a text of any length. */
const MAX_LENGTH = 4096;
const NOWHERE: Path = ["proc", "nowhere"];

/** Reads a path as a command or an instruction sees it. */
export function readPath(text: string, workdir: string | undefined): Path {
  if (text.length + (workdir?.length ?? 0) > MAX_LENGTH) return NOWHERE;
  const plain = oneSpelling(text);
  const absolute = /^(~|\$\{HOME\})(?=\/|$)/.test(plain)
    ? plain.replace(/^(~|\$\{HOME\})/, "/root")
    : plain;
  const names = absolute.startsWith("/") ? [] : namesOf(workdir ?? "/", []);
  return namesOf(absolute, names);
}

function namesOf(text: string, names: string[]): string[] {
  for (const name of text.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}

/** `$NAME` as `${NAME}`, and the slashes inside substitutions out of the way. */
function oneSpelling(text: string): string {
  if (!/[$`]/.test(text)) return text;
  return text
    .replace(/\$\([^()]*\)|`[^`]*`/g, (substitution) => substitution.replaceAll("/", ":"))
    .replace(/\$([A-Za-z_][A-Za-z0-9_]*)/g, "${$1}");
}

export function formatPath(path: Path): string {
  return `/${path.join("/")}`;
}

/** Whether a path is chosen by the platform that is built for: `/out/${TARGETARCH}/app`. */
export function isChosenByTarget(path: Path): boolean {
  return path.some((name) => /\$\{TARGET(PLATFORM|OS|ARCH|VARIANT)\b/.test(name));
}

/** Where one path stands to another: at the same place, above it, below it, or elsewhere. */
export type Relation = "same" | "above" | "below" | "apart";

export function relate(one: Path, other: Path): Relation {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    if (!isOneName(one[at]!, other[at]!)) return "apart";
  }
  if (one.length === other.length) return "same";
  return one.length < other.length ? "above" : "below";
}

/** Whether two names may be the same, where `*` stands for anything. */
export function isOneName(one: string, other: string): boolean {
  if (one === other) return true;
  return (one.includes("*") && matches(one, other)) || (other.includes("*") && matches(other, one));
}

/** Whether a name fits a pattern whose `*` stand for anything: linear, without backtracking. */
function matches(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split("*") as [string, ...string[]];
  const last = rest.pop()!;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at + last.length <= name.length;
}
