import { fixSource, type FixResult } from "../engine/fix.ts";
import { engine } from "../index.ts";
import type { Colors } from "../report/colors.ts";
import { toDiff } from "../report/diff.ts";
import { fixesToText } from "../report/fix-text.ts";
import type { FileError, Outcome } from "../report/outcome.ts";
import { EXIT } from "./errors.ts";
import type { LintedFile } from "./exit-status.ts";
import { forEachFile, type Input } from "./input.ts";
import { print, printError } from "./output.ts";
import { reportErrors } from "./print-report.ts";
import { writeAtomically } from "./write-file.ts";

/** The fixes of all files, not written yet, and what is left to find afterwards. */
interface FixedFiles {
  readonly fixes: readonly FixResult[];
  readonly outcome: Outcome<LintedFile>;
}

export function fixFiles(input: Input, unsafe: boolean): FixedFiles {
  const fixes: FixResult[] = [];
  const results: LintedFile[] = [];
  const errors = forEachFile(input, ({ source, lossy }, { lint, failOn }) => {
    // What is no UTF-8 cannot be written back as it was.
    const fixed = lossy
      ? { before: source, after: source, applied: [], skipped: [] }
      : fixSource(engine, source, { ...lint, unsafe });
    fixes.push(fixed);
    results.push({ ...engine.lint(fixed.after, lint), failOn });
  });
  return { fixes, outcome: { results, errors } };
}

/** Prints what the fixes would change. The status is 0 only where there is nothing to change. */
export function printDiff({ fixes, outcome }: FixedFiles, colors: Colors): number {
  const changed = fixes.filter(({ before, after }) => before.text !== after.text);
  for (const each of changed) print(toDiff(each, colors));
  reportErrors(outcome);
  if (outcome.errors.length > 0) return EXIT.failure;
  return changed.length > 0 ? EXIT.findings : EXIT.clean;
}

/** Writes the fixed files, or prints the fixed text of standard input. */
export function writeFixes(
  { fixes, outcome }: FixedFiles,
  toStandardOutput: boolean,
): Outcome<LintedFile> {
  if (toStandardOutput) {
    for (const { after } of fixes) print(after.text);
    return outcome;
  }
  const errors: FileError[] = [...outcome.errors];
  for (const { before, after } of fixes) {
    const error = before.text === after.text ? undefined : writeAtomically(before.path, after.text);
    if (error !== undefined) errors.push(error);
  }
  return { ...outcome, errors };
}

/** Tells on standard error what was repaired and what was not. */
export function printFixes(fixes: readonly FixResult[], colors: Colors): void {
  const text = fixesToText(fixes, colors);
  if (text !== "") printError(text.trimEnd());
}
