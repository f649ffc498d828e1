import type { Span } from "../text/span.ts";

/** A comment that silences rules: `# dockerlint-xarch ignore=RULE[,RULE] -- reason`. */
export interface SuppressionComment {
  /** From the `#` to the end of the line. */
  readonly span: Span;
  /** The list of rules in it. */
  readonly list: Span;
  readonly rules: readonly string[];
  /** Those of them that silence something. */
  readonly used: ReadonlySet<string>;
}
