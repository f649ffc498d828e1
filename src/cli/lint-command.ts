import { resolve } from "node:path";
import { shownPath } from "../config/node/shown-path.ts";
import type { FixResult } from "../engine/fix.ts";
import { engine } from "../index.ts";
import type { Colors } from "../report/colors.ts";
import type { Outcome } from "../report/outcome.ts";
import { EXIT, UsageError } from "./errors.ts";
import { exitStatus, type LintedFile, type StatusFlags } from "./exit-status.ts";
import { type FileFlags, OptionsReader } from "./file-options.ts";
import { forEachFile, type Input, type InputFlags, readInput } from "./input.ts";
import { print, printError } from "./output.ts";
import { errorLines, printReport, type ReportFlags } from "./print-report.ts";
import { type FilterFlags, ReportFilter } from "./report-filter.ts";
import { type ColorChoice, colorsFor } from "./terminal.ts";

/** The flags of the default command, as commander gives them. */
export interface LintFlags
  extends FileFlags, InputFlags, ReportFlags, StatusFlags, FilterFlags, EditFlags {
  readonly color: ColorChoice;
  readonly printConfig?: string;
  readonly watch?: boolean;
}

/** The flags that change files. */
interface EditFlags {
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly unsafeFixes?: boolean;
  /** The reason that the comments give. */
  readonly addIgnores?: string;
  readonly exitNonZeroOnFix?: boolean;
}

/** Lints what the command line names and prints the report. Returns the exit status. */
export async function lintCommand(args: readonly string[], flags: LintFlags): Promise<number> {
  checkFlags(flags);
  const options = new OptionsReader(flags);
  if (flags.printConfig !== undefined) return printConfig(flags.printConfig, options);
  const colors = await colorsFor(flags.outputFile === undefined ? flags.color : "never");
  if (flags.watch) {
    const { watchAndLint } = await import("./watch/watch-and-lint.ts");
    return watchAndLint(args, flags, colors);
  }
  const input = await readInput(args, flags, options);
  const filter = await ReportFilter.of(flags, input.files);
  if (flags.writeBaseline !== undefined) return writeBaseline(input, filter, flags);
  if (flags.diff || flags.fix || flags.addIgnores !== undefined) {
    return editFiles(input, filter, flags, colors);
  }
  const outcome = await lintFiles(input, filter);
  await printReport(outcome, flags, colors);
  filter.printStale();
  return exitStatus(outcome, flags);
}

function checkFlags(flags: LintFlags): void {
  const { fix, diff, unsafeFixes, addIgnores, format, statistics, watch } = flags;
  if (unsafeFixes && !fix && !diff) {
    throw new UsageError("--unsafe-fixes goes with --fix or --diff");
  }
  if (diff && format !== "text") throw new UsageError("--diff prints a diff: it takes no --format");
  if (statistics && format !== "text") {
    throw new UsageError("--statistics prints text: it takes no --format");
  }
  if (watch && (fix || diff || addIgnores !== undefined || flags.writeBaseline !== undefined)) {
    throw new UsageError("--watch only reports: an editor and a fix would write the same file");
  }
  if (addIgnores === undefined) return;
  if (fix) throw new UsageError("--add-ignores silences what --fix repairs: give one of them");
  if (/^\s*$|[\r\n]/.test(addIgnores)) {
    throw new UsageError("--add-ignores wants the reason: one line that says why");
  }
}

async function printConfig(path: string, options: OptionsReader): Promise<number> {
  const { settings, excluded } = await options.for(path);
  const { baseline, values } = settings;
  const shown = {
    sources: settings.sources.map(shownPath),
    excluded,
    ...(baseline === undefined ? {} : { baseline: shownPath(baseline) }),
    values,
  };
  print(`${JSON.stringify(shown, null, 2)}\n`);
  return EXIT.clean;
}

async function lintFiles(input: Input, filter: ReportFilter): Promise<Outcome<LintedFile>> {
  const results: LintedFile[] = [];
  const errors = await forEachFile(input, ({ source }, options) => {
    results.push(filter.apply(engine.lint(source, options.lint), options));
  });
  return { results, errors };
}

async function writeBaseline(input: Input, filter: ReportFilter, flags: LintFlags) {
  const { DEFAULT_BASELINE } = await import("../config/node/baselines.ts");
  const { saveBaseline } = await import("./write-baseline.ts");
  const configured = input.files.map(({ options }) => options.settings.baseline).find(Boolean);
  const named = flags.writeBaseline === true ? flags.baseline : flags.writeBaseline;
  const outcome = await lintFiles(input, filter);
  saveBaseline(resolve(named ?? configured ?? DEFAULT_BASELINE), outcome.results);
  for (const line of errorLines(outcome)) printError(line);
  return outcome.errors.length > 0 ? EXIT.failure : EXIT.clean;
}

/** Fixes files or silences their findings, or prints the difference that would make. */
async function editFiles(input: Input, filter: ReportFilter, flags: LintFlags, colors: Colors) {
  const editing = await import("./fix-files.ts");
  const edited = await (flags.addIgnores === undefined
    ? editing.fixFiles(input, filter, flags.unsafeFixes === true)
    : editing.ignoreFindings(input, filter, flags.addIgnores));
  if (flags.diff) return editing.printDiff(edited, colors);
  const toStandardOutput = input.files.some(({ isStandardInput }) => isStandardInput);
  const outcome = editing.writeFixes(edited, toStandardOutput);
  editing.printFixes(edited.fixes, colors);
  const write = toStandardOutput ? (text: string) => printError(text.trimEnd()) : print;
  await printReport(outcome, flags, colors, write);
  filter.printStale();
  const status = exitStatus(outcome, flags);
  const isChanged = flags.exitNonZeroOnFix === true && edited.fixes.some(changes);
  return status === EXIT.clean && isChanged ? EXIT.findings : status;
}

function changes({ before, after }: FixResult): boolean {
  return before.text !== after.text;
}
