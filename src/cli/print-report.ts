import type { Colors } from "../report/colors.ts";
import { type Outcome, ruleFailures } from "../report/outcome.ts";
import { UsageError } from "./errors.ts";
import { type FormatName, FORMATS } from "./formats.ts";
import { print as printOut, printError } from "./output.ts";
import { writeNewFile } from "./write-file.ts";

/** The flags that say how the report looks and where it goes. */
export interface ReportFlags {
  readonly format: FormatName;
  readonly outputFile?: string;
  readonly quiet?: boolean;
  readonly statistics?: boolean;
}

/** Prints the report, or writes it to the file that is named. */
export async function printReport(
  outcome: Outcome,
  { format, outputFile, quiet, statistics }: ReportFlags,
  colors: Colors,
  print: (text: string) => void = printOut,
): Promise<void> {
  const empty = outcome.results.every(({ diagnostics }) => diagnostics.length === 0);
  if (!(quiet && empty && format === "text")) {
    const write = statistics ? writeStatistics : FORMATS[format];
    const report = await write(outcome, colors);
    if (outputFile === undefined) print(report);
    else writeReport(outputFile, report);
  }
  reportErrors(outcome);
}

async function writeStatistics(outcome: Outcome, colors: Colors): Promise<string> {
  return (await import("../report/statistics.ts")).statistics(outcome, colors);
}

function writeReport(path: string, report: string): void {
  const problem = writeNewFile(path, report);
  if (problem !== undefined) throw new UsageError(`--output-file ${path} ${problem.message}.`);
}

/** What went wrong apart from findings: files that could not be read, rules that failed. */
export function reportErrors({ results, errors }: Outcome): void {
  for (const { path, message } of errors) printError(`dockerlint-xarch: ${path} ${message}.`);
  for (const { rule, path, error } of ruleFailures(results)) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printError(`dockerlint-xarch: internal error in rule ${rule} at ${path}: ${reason}`);
  }
}
