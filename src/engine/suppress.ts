import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Dockerfile } from "../syntax/dockerfile.ts";
import { itemAt, type Span } from "../text/span.ts";

/** What the file's own comments silence. */
export interface Suppressions {
  cover(diagnostic: Diagnostic): boolean;
}

/** `# dockerlint-xarch ignore=RULE[,RULE] -- reason`, above an instruction. */
const IGNORE = /^dockerlint-xarch\s+ignore=(\S+)/;
/** `# dockerlint-xarch ignore-file=RULE[,RULE] -- reason`, anywhere. */
const IGNORE_FILE = /^dockerlint-xarch\s+ignore-file=(\S+)/;
/** hadolint's pragmas; several rules may follow, parted by commas and blanks. */
const HADOLINT = /^hadolint\s+ignore\s*=\s*([\w,\s]+)/;
const HADOLINT_GLOBAL = /^hadolint\s+global\s+ignore\s*=\s*([\w,\s]+)/;

/** Reads the comments that silence rules, other linters' for rules that mean the same included. */
export function readSuppressions(dockerfile: Dockerfile): Suppressions {
  const file = new Silenced();
  file.addAliases(skippedChecks(checkDirective(dockerfile) ?? ""));
  for (const { text } of dockerfile.comments) {
    file.addRules(IGNORE_FILE.exec(text)?.[1]);
    file.addAliases(HADOLINT_GLOBAL.exec(text)?.[1]);
  }
  const places: SilencedPlace[] = [];
  for (const { span, leadingComments } of dockerfile.instructions) {
    if (leadingComments.length === 0) continue;
    const silenced = new Silenced();
    for (const { text } of leadingComments) {
      silenced.addRules(IGNORE.exec(text)?.[1]);
      silenced.addAliases(HADOLINT.exec(text)?.[1]);
    }
    places.push({ span, silenced });
  }
  return {
    cover: (diagnostic) =>
      file.covers(diagnostic) ||
      itemAt(places, diagnostic.span.start)?.silenced.covers(diagnostic) === true,
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
  readonly #rules = new Set<string>();
  readonly #aliases = new Set<string>();

  addRules(list: string | undefined): void {
    for (const id of list?.split(",") ?? []) this.#rules.add(id);
  }

  addAliases(list: string | undefined): void {
    for (const name of list?.split(/[,\s]+/) ?? []) this.#aliases.add(name);
  }

  covers({ rule, aliases = [] }: Diagnostic): boolean {
    if (this.#rules.has(rule)) return true;
    return aliases.some((alias) => this.#aliases.has(alias) || this.#aliases.has("all"));
  }
}
