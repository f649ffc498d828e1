import { fixSource } from "../engine/fix.ts";
import { planOf } from "../engine/plan.ts";
import { NO_COLORS } from "../report/colors.ts";
import { toDiff } from "../report/diff.ts";
import { planToText } from "../report/plan-text.ts";
import type { Inspection } from "./inspection.ts";

/** What a client may ask to be executed; each takes the URI of an open document. */
export const COMMANDS = {
  showPlan: "dockerlint-xarch.showPlan",
  previewFixes: "dockerlint-xarch.previewFixes",
  fixAll: "dockerlint-xarch.fixAll",
} as const;

/** A text to be shown, such as a plan or a diff. */
export interface Shown {
  readonly title: string;
  /** The language in which editors colour it. */
  readonly language: "plaintext" | "diff";
  readonly text: string;
  /** Of a preview: the whole text with the fixes made, for editors that compare texts. */
  readonly fixed?: string;
}

export function showPlan({ analysis, source }: Inspection): Shown {
  const text = planToText(planOf(analysis), source.text.split("\n"), NO_COLORS);
  return { title: `Plan of ${source.path}`, language: "plaintext", text };
}

/** The safe fixes as a diff; an empty one where there are none. */
export function previewFixes({ engine, source, options }: Inspection): Shown {
  const result = fixSource(engine, source, options);
  const title = `Fixes of ${source.path}`;
  return { title, language: "diff", text: toDiff(result, NO_COLORS), fixed: result.after.text };
}
