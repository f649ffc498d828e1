import type { TextEdit } from "../text/edit.ts";

/**
 * How far a fix can be trusted. `safe`: for every target platform the final image means the same as
 * before, judged from what was read. `unsafe`: that holds under the assumptions of the fix.
 */
export type Applicability = "safe" | "unsafe";

/** A change of the file that repairs a finding. It is made as a whole or not at all. */
export interface Fix {
  /** What it does, as an order: "Move stage build to the build platform". */
  readonly title: string;
  readonly applicability: Applicability;
  /** What an unsafe fix takes for granted, each a sentence in the user's words. */
  readonly assumptions: readonly string[];
  readonly edits: readonly TextEdit[];
}

/** An ecosystem's or a rule's answer: a fix, or the stated reason why there is none. */
export type Remedy = { readonly fix: Fix } | { readonly refusal: string };

export function refuse(refusal: string): Remedy {
  return { refusal };
}
