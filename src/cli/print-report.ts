import { writeFileSync } from "node:fs";
import type { Colors } from "../report/colors.ts";
import { toJson } from "../report/json.ts";
import { type Outcome, ruleFailures } from "../report/outcome.ts";
import { toText } from "../report/text.ts";
import { print, printError } from "./output.ts";

export const FORMATS = ["text", "json"] as const;

/** The flags that say how the report looks and where it goes. */
export interface ReportFlags {
  readonly format: (typeof FORMATS)[number];
  readonly outputFile?: string;
  readonly quiet?: boolean;
}

/** Prints the report, or writes it to the file that is named. */
export function printReport(
  outcome: Outcome,
  { format, outputFile, quiet }: ReportFlags,
  colors: Colors,
  write: (text: string) => void = (text) => print(`${text}\n`),
): void {
  const empty = outcome.results.every(({ diagnostics }) => diagnostics.length === 0);
  if (!(quiet && empty && format === "text")) {
    const text =
      format === "json"
        ? JSON.stringify(toJson(outcome.results, outcome.errors), null, 2)
        : toText(outcome, colors);
    if (outputFile !== undefined) writeFileSync(outputFile, `${text}\n`);
    else write(text);
  }
  reportErrors(outcome);
}

/** What went wrong apart from findings: files that could not be read, rules that failed. */
export function reportErrors({ results, errors }: Outcome): void {
  for (const { path, message } of errors) printError(`dockerlint-xarch: ${path} ${message}.`);
  for (const { rule, path, error } of ruleFailures(results)) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printError(`dockerlint-xarch: internal error in rule ${rule} at ${path}: ${reason}`);
  }
}
