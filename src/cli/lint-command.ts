import { print, printError } from "./output.ts";
import { readFileSync, writeFileSync } from "node:fs";
import type { Colors } from "../report/colors.ts";
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
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly unsafeFixes?: boolean;
}

/** Lints what the command line names and prints the report. Returns the exit status. */
export async function lintCommand(args: readonly string[], flags: LintFlags): Promise<number> {
  checkFlags(flags);
  const options = { ...graphOptions(flags), rules: selectedRules(flags, engine.rules) };
  const input = await readInput(args, flags);
  const colors = await colorsFor(flags.outputFile === undefined ? flags.color : "never");
  if (flags.diff || flags.fix) {
    const fixing = await import("./fix-files.ts");
    const unsafe = flags.unsafeFixes === true;
    const fixed = fixing.fixFiles(input, { ...options, unsafe });
    if (flags.diff) return fixing.printDiff(fixed, colors);
    const outcome = fixing.writeFixes(fixed, args.includes("-"));
    fixing.printFixes(fixed.fixes, colors);
    report(outcome, flags, colors, args.includes("-") ? printError : undefined);
    return exitStatus(outcome, flags);
  }
  const outcome = lintFiles(input, options);
  report(outcome, flags, colors);
  return exitStatus(outcome, flags);
}

function checkFlags({ fix, diff, unsafeFixes, format }: LintFlags): void {
  if (unsafeFixes && !fix && !diff) {
    throw new UsageError("--unsafe-fixes goes with --fix or --diff");
  }
  if (diff && format === "json") throw new UsageError("--diff prints a diff: it takes no --format");
}

/** What is to be read, and what could not even be found. */
export interface Input {
  readonly files: readonly (() => ReadFile | FileError)[];
  readonly errors: readonly FileError[];
}

async function readInput(args: readonly string[], flags: LintFlags): Promise<Input> {
  if (args.includes("-")) {
    if (args.length > 1) throw new UsageError('"-" reads standard input: name no other file');
    return { files: [standardInput(flags.stdinFilename)], errors: [] };
  }
  const { paths, errors } = await discover(args, flags.exclude ?? []);
  if (paths.length === 0 && errors.length === 0) {
    const where = args.join(", ");
    printError(`dockerlint-xarch: no Dockerfile found in ${where}. Name one to lint it.`);
  }
  return { files: paths.map((path) => () => readDockerfile(path)), errors };
}

function standardInput(name: string): () => ReadFile | FileError {
  return () => decode(name, readFileSync(0));
}

function lintFiles(input: Input, options: LintOptions): Outcome {
  const results: LintResult[] = [];
  const errors = forEachFile(
    input,
    ({ source }) => void results.push(engine.lint(source, options)),
  );
  return { results, errors };
}

/** Reads one file after the other. Returns the errors; the files without one are handed on. */
export function forEachFile(input: Input, visit: (file: ReadFile) => void): FileError[] {
  const errors = [...input.errors];
  const progress = new Progress(input.files.length);
  input.files.forEach((read, index) => {
    progress.step(index);
    const file = read();
    if ("message" in file) errors.push(file);
    else {
      if (file.lossy) warnOfLoss(file.source.path);
      visit(file);
    }
  });
  progress.clear();
  return errors;
}

function warnOfLoss(path: string): void {
  printError(
    `dockerlint-xarch: ${path} is not valid UTF-8. It is linted with U+FFFD in place of what is ` +
      "not; save it as UTF-8.",
  );
}

function report(
  outcome: Outcome,
  { format, outputFile, quiet }: LintFlags,
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
