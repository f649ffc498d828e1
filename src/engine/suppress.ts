import type { Diagnostic } from "../rule/diagnostic.ts";
import type { SuppressionComment } from "../rule/suppression.ts";
import type { Dockerfile } from "../syntax/dockerfile.ts";
import type { Comment } from "../syntax/instruction.ts";
import { itemAt, type Span } from "../text/span.ts";

/** What the file's own comments silence. */
export interface Suppressions {
  cover(diagnostic: Diagnostic): boolean;
  /** The comments in our own words, and what of them has covered nothing so far. */
  unused(): SuppressionComment[];
}

/**
 * `# dockerlint-xarch ignore=RULE[,RULE] -- reason`, above an instruction;
 * `# dockerlint-xarch ignore-file=RULE[,RULE] -- reason`, anywhere.
 */
const OWN = /^(#\s*dockerlint-xarch\s+ignore(-file)?=)([\w-]+(?:\s*,\s*[\w-]+)*)/;
/** hadolint's pragmas; several rules may follow, parted by commas and blanks. */
const HADOLINT = /^hadolint\s+ignore\s*=\s*([\w,\s]+)/;
const HADOLINT_GLOBAL = /^hadolint\s+global\s+ignore\s*=\s*([\w,\s]+)/;

/** Reads the comments that silence rules, other linters' for rules that mean the same included. */
export function readSuppressions(dockerfile: Dockerfile): Suppressions {
  const { comments, instructions, source } = dockerfile;
  const own = new Map<Comment, OwnComment>();
  for (const comment of comments) {
    const read = readOwnComment(comment, source.text);
    if (read !== undefined) own.set(comment, read);
  }
  const file = new Silenced([...own.values()].filter(({ wholeFile }) => wholeFile));
  file.addAliases(skippedChecks(checkDirective(dockerfile) ?? ""));
  for (const { text } of comments) file.addAliases(HADOLINT_GLOBAL.exec(text)?.[1]);
  const places: SilencedPlace[] = [];
  for (const { span, leadingComments } of instructions) {
    const telling = leadingComments.filter(
      (comment) => own.has(comment) || HADOLINT.test(comment.text),
    );
    if (telling.length === 0) continue;
    const above = telling.flatMap((comment) => own.get(comment) ?? []);
    const silenced = new Silenced(above.filter(({ wholeFile }) => !wholeFile));
    for (const { text } of telling) silenced.addAliases(HADOLINT.exec(text)?.[1]);
    places.push({ span, silenced });
  }
  return {
    cover: (diagnostic) => {
      const here = itemAt(places, diagnostic.span.start)?.silenced.covers(diagnostic) === true;
      return file.covers(diagnostic) || here;
    },
    unused: () => [...own.values()].filter(({ used, rules }) => !rules.every((id) => used.has(id))),
  };
}

/** A comment of our own, and the rules in it that have covered something. */
interface OwnComment extends SuppressionComment {
  readonly wholeFile: boolean;
  readonly used: Set<string>;
}

function readOwnComment({ span }: Comment, text: string): OwnComment | undefined {
  const match = OWN.exec(text.slice(span.start, span.end));
  if (match === null) return undefined;
  const [, before, wholeFile, list] = match;
  const start = span.start + before!.length;
  return {
    span,
    list: { start, end: start + list!.length },
    rules: list!.split(/\s*,\s*/),
    wholeFile: wholeFile !== undefined,
    used: new Set(),
  };
}

/** An instruction, and what the comments above it silence. */
interface SilencedPlace {
  readonly span: Span;
  readonly silenced: Silenced;
}

/**
 * The value of `# check=...`. Unlike `escape`, it is looked for behind a line that begins with `#!`
 * as well (`parser/directives.go:parseDirective`).
 */
function checkDirective({ directives, comments, source }: Dockerfile): string | undefined {
  const directive = directives.find(({ name }) => name === "check");
  if (directive !== undefined || !/^\ufeff?#!/.test(source.text)) return directive?.value;
  for (const [index, { text, span }] of comments.slice(1).entries()) {
    const match = /^(syntax|escape|check)\s*=\s*(.+)$/i.exec(text);
    if (match === null || source.lineAt(span.start) !== index + 2) return undefined;
    if (match[1]!.toLowerCase() === "check") return match[2];
  }
  return undefined;
}

/** `check=skip=A,B;error=true`: the names behind `skip`. */
function skippedChecks(value: string): string | undefined {
  const options = value.split(";").map((option) => option.trim());
  return options.find((option) => option.startsWith("skip="))?.slice("skip=".length);
}

/** Rules by their own ids, and by the names of other linters' rules that mean the same. */
class Silenced {
  readonly #comments: readonly OwnComment[];
  readonly #aliases = new Set<string>();

  constructor(comments: readonly OwnComment[]) {
    this.#comments = comments;
  }

  addAliases(list: string | undefined): void {
    for (const name of list?.split(/[,\s]+/) ?? []) this.#aliases.add(name);
  }

  covers({ rule, aliases = [] }: Diagnostic): boolean {
    const comments = this.#comments.filter(({ rules }) => rules.includes(rule));
    for (const { used } of comments) used.add(rule);
    if (comments.length > 0) return true;
    return aliases.some((alias) => this.#aliases.has(alias) || this.#aliases.has("all"));
  }
}
