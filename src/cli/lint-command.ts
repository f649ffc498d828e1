import { engine } from "../index.ts";
import type { Outcome } from "../report/outcome.ts";
import { EXIT, UsageError } from "./errors.ts";
import { exitStatus, type LintedFile, type StatusFlags } from "./exit-status.ts";
import { type FileFlags, OptionsReader } from "./file-options.ts";
import { forEachFile, type Input, type InputFlags, readInput } from "./input.ts";
import { print, printError } from "./output.ts";
import { printReport, type ReportFlags } from "./print-report.ts";
import { type ColorChoice, colorsFor } from "./terminal.ts";

/** The flags of the default command, as commander gives them. */
export interface LintFlags extends FileFlags, InputFlags, ReportFlags, StatusFlags {
  readonly color: ColorChoice;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly unsafeFixes?: boolean;
  readonly printConfig?: string;
}

/** Lints what the command line names and prints the report. Returns the exit status. */
export async function lintCommand(args: readonly string[], flags: LintFlags): Promise<number> {
  checkFlags(flags);
  const options = new OptionsReader(flags);
  if (flags.printConfig !== undefined) return printConfig(flags.printConfig, options);
  const input = await readInput(args, flags, options);
  const colors = await colorsFor(flags.outputFile === undefined ? flags.color : "never");
  if (flags.diff || flags.fix) {
    const fixing = await import("./fix-files.ts");
    const fixed = fixing.fixFiles(input, flags.unsafeFixes === true);
    if (flags.diff) return fixing.printDiff(fixed, colors);
    const outcome = fixing.writeFixes(fixed, args.includes("-"));
    fixing.printFixes(fixed.fixes, colors);
    const toStandardError = (text: string) => printError(text.trimEnd());
    await printReport(outcome, flags, colors, args.includes("-") ? toStandardError : undefined);
    return exitStatus(outcome, flags);
  }
  const outcome = lintFiles(input);
  await printReport(outcome, flags, colors);
  return exitStatus(outcome, flags);
}

function checkFlags({ fix, diff, unsafeFixes, format }: LintFlags): void {
  if (unsafeFixes && !fix && !diff) {
    throw new UsageError("--unsafe-fixes goes with --fix or --diff");
  }
  if (diff && format !== "text") throw new UsageError("--diff prints a diff: it takes no --format");
}

async function printConfig(path: string, options: OptionsReader): Promise<number> {
  const { settings, excluded } = await options.for(path);
  const shown = { sources: settings.sources, excluded, values: settings.values };
  print(`${JSON.stringify(shown, null, 2)}\n`);
  return EXIT.clean;
}

function lintFiles(input: Input): Outcome<LintedFile> {
  const results: LintedFile[] = [];
  const errors = forEachFile(input, ({ source }, { lint, failOn }) => {
    results.push({ ...engine.lint(source, lint), failOn });
  });
  return { results, errors };
}
