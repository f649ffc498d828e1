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
  flags: ReportFlags,
  colors: Colors,
  print: (text: string) => void = printOut,
): Promise<void> {
  const report = await reportText(outcome, flags, colors);
  deliver(report, flags, print);
  for (const line of errorLines(outcome)) printError(line);
}

/** The report; empty where there is nothing to be said. */
export async function reportText(
  outcome: Outcome,
  { format, quiet, statistics }: ReportFlags,
  colors: Colors,
): Promise<string> {
  const { results } = outcome;
  const empty = results.every(({ diagnostics }) => diagnostics.length === 0);
  // Where no file was read, that is what is to be said, and it is said on standard error.
  if (format === "text" && empty && (quiet || results.length === 0)) return "";
  const write = statistics ? writeStatistics : FORMATS[format];
  return write(outcome, colors);
}

/** Prints a report, or writes it to the file that is named. */
export function deliver(
  report: string,
  { outputFile }: ReportFlags,
  print: (text: string) => void = printOut,
): void {
  if (outputFile === undefined) print(report);
  else writeReport(outputFile, report);
}

async function writeStatistics(outcome: Outcome, colors: Colors): Promise<string> {
  return (await import("../report/statistics.ts")).statistics(outcome, colors);
}

function writeReport(path: string, report: string): void {
  const problem = writeNewFile(path, report);
  if (problem !== undefined) throw new UsageError(`--output-file ${path} ${problem.message}.`);
}

/** What went wrong apart from findings: files that could not be read, rules that failed. */
export function errorLines({ results, errors }: Outcome): string[] {
  return [
    ...errors.map(({ path, message }) => `dockerlint-xarch: ${path} ${message}.`),
    ...ruleFailures(results).map(({ rule, path, error }) => {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return `dockerlint-xarch: internal error in rule ${rule} at ${path}: ${reason}`;
    }),
  ];
}
