import type { Remedy } from "./fix.ts";
import type { Span } from "../text/span.ts";

/** From the mildest to the worst. */
export const SEVERITIES = ["info", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A place that belongs to a diagnostic, and what happens there. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

/** What a rule has to say about one place of a file. */
export interface Finding {
  /** What happens and why it matters here: whole sentences. */
  readonly message: string;
  readonly span: Span;
  /** What to do about it: a sentence without the period. */
  readonly help?: string;
  /** Where the rule's own severity does not fit. */
  readonly severity?: Severity;
  /** The label of the stage. */
  readonly stage?: string;
  readonly ecosystem?: string;
  readonly related?: readonly RelatedPlace[];
  /** The rules of other linters that mean the same, where they are not those of the whole rule. */
  readonly aliases?: readonly string[];
  /** The fix, or why there is none. It is worked out when somebody asks. */
  readonly remedy?: () => Remedy;
}

/** A finding, and the rule that found it. */
export interface Diagnostic extends Finding {
  readonly rule: string;
  readonly severity: Severity;
}
