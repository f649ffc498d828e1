import { print, printError } from "./output.ts";
import { readFileSync, writeFileSync } from "node:fs";
import type { LintOptions, LintResult } from "../engine/lint.ts";
import { engine } from "../index.ts";
import { toJson } from "../report/json.ts";
import { type FileError, type Outcome, ruleFailures } from "../report/outcome.ts";
import { toText } from "../report/text.ts";
import { SEVERITIES, type Severity } from "../rule/diagnostic.ts";
import { discover } from "./discover.ts";
import { EXIT, UsageError } from "./errors.ts";
import { type BuildFlags, graphOptions, type RuleFlags, selectedRules } from "./options.ts";
import { decode, readDockerfile, type ReadFile } from "./read-file.ts";
import { type ColorChoice, colorsFor, Progress } from "./terminal.ts";

/** The flags of the default command, as commander gives them. */
export interface LintFlags extends BuildFlags, RuleFlags {
  readonly format: "text" | "json";
  readonly failOn: Severity;
  readonly exitZero?: boolean;
  readonly maxWarnings?: number;
  readonly exclude?: readonly string[];
  readonly stdinFilename: string;
  readonly outputFile?: string;
  readonly color: ColorChoice;
  readonly quiet?: boolean;
}

/** Lints what the command line names and prints the report. Returns the exit status. */
export async function lintCommand(args: readonly string[], flags: LintFlags): Promise<number> {
  const options = { ...graphOptions(flags), rules: selectedRules(flags, engine.rules) };
  const outcome = await lintAll(args, flags, options);
  await writeReport(outcome, flags);
  reportErrors(outcome);
  return exitStatus(outcome, flags);
}

async function lintAll(
  args: readonly string[],
  flags: LintFlags,
  options: LintOptions,
): Promise<Outcome> {
  if (args.includes("-")) {
    if (args.length > 1) throw new UsageError('"-" reads standard input: name no other file');
    return lintFiles([standardInput(flags.stdinFilename)], [], options);
  }
  const { paths, errors } = await discover(args, flags.exclude ?? []);
  if (paths.length === 0 && errors.length === 0) {
    const where = args.join(", ");
    printError(`dockerlint-xarch: no Dockerfile found in ${where}. Name one to lint it.`);
  }
  const progress = new Progress(paths.length);
  const read = paths.map((path, index) => () => {
    progress.step(index);
    return readDockerfile(path);
  });
  const outcome = lintFiles(read, errors, options);
  progress.clear();
  return outcome;
}

function standardInput(name: string): () => ReadFile | FileError {
  return () => decode(name, readFileSync(0));
}

function lintFiles(
  files: readonly (() => ReadFile | FileError)[],
  discoveryErrors: readonly FileError[],
  options: LintOptions,
): Outcome {
  const results: LintResult[] = [];
  const errors: FileError[] = [...discoveryErrors];
  for (const read of files) {
    const file = read();
    if ("message" in file) errors.push(file);
    else {
      if (file.lossy) warnOfLoss(file.source.path);
      results.push(engine.lint(file.source, options));
    }
  }
  return { results, errors };
}

function warnOfLoss(path: string): void {
  printError(
    `dockerlint-xarch: ${path} is not valid UTF-8. It is linted with U+FFFD in place of what is ` +
      "not; save it as UTF-8.",
  );
}

async function writeReport(outcome: Outcome, flags: LintFlags): Promise<void> {
  const { format, color, outputFile, quiet } = flags;
  const colors = await colorsFor(outputFile === undefined ? color : "never");
  const empty = outcome.results.every(({ diagnostics }) => diagnostics.length === 0);
  if (quiet && empty && format === "text") return;
  const report =
    format === "json"
      ? JSON.stringify(toJson(outcome.results, outcome.errors), null, 2)
      : toText(outcome, colors);
  if (outputFile !== undefined) writeFileSync(outputFile, `${report}\n`);
  else print(`${report}\n`);
}

/** What went wrong apart from findings: files that could not be read, rules that failed. */
function reportErrors({ results, errors }: Outcome): void {
  for (const { path, message } of errors) printError(`dockerlint-xarch: ${path} ${message}.`);
  for (const { rule, path, error } of ruleFailures(results)) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printError(`dockerlint-xarch: internal error in rule ${rule} at ${path}: ${reason}`);
  }
}

function exitStatus({ results, errors }: Outcome, flags: LintFlags): number {
  if (errors.length > 0 || ruleFailures(results).length > 0) return EXIT.failure;
  if (flags.exitZero) return EXIT.clean;
  const diagnostics = results.flatMap((result) => result.diagnostics);
  const limit = SEVERITIES.indexOf(flags.failOn);
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (flags.maxWarnings !== undefined) {
    const errorsFound = diagnostics.some(({ severity }) => severity === "error");
    return errorsFound || warnings > flags.maxWarnings ? EXIT.findings : EXIT.clean;
  }
  const loud = diagnostics.some(({ severity }) => SEVERITIES.indexOf(severity) >= limit);
  return loud ? EXIT.findings : EXIT.clean;
}
