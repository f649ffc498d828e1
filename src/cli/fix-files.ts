import { fixSource, type FixResult } from "../engine/fix.ts";
import { engine } from "../index.ts";
import { SourceText } from "../text/source.ts";
import { applyEdits } from "../text/edit.ts";
import { addIgnores } from "../engine/add-ignores.ts";
import type { Colors } from "../report/colors.ts";
import { toDiff } from "../report/diff.ts";
import { fixesToText } from "../report/fix-text.ts";
import type { FileError, Outcome } from "../report/outcome.ts";
import { EXIT } from "./errors.ts";
import type { LintedFile } from "./exit-status.ts";
import type { FileOptions } from "./file-options.ts";
import { forEachFile, type Input } from "./input.ts";
import { print, printError } from "./output.ts";
import { errorLines } from "./print-report.ts";
import type { ReportFilter } from "./report-filter.ts";
import { writeAtomically } from "./write-file.ts";

/** The fixes of all files, not written yet, and what is left to find afterwards. */
interface FixedFiles {
  readonly fixes: readonly FixResult[];
  readonly outcome: Outcome<LintedFile>;
}

export function fixFiles(input: Input, filter: ReportFilter, unsafe: boolean): Promise<FixedFiles> {
  return editFiles(input, filter, (source, { lint }) =>
    fixSource(engine, source, { ...lint, unsafe }),
  );
}

/** Puts comments above all that is reported; each gives the reason. */
export function ignoreFindings(
  input: Input,
  filter: ReportFilter,
  reason: string,
): Promise<FixedFiles> {
  return editFiles(input, filter, (source, options) => {
    const { diagnostics } = filter.apply(engine.lint(source, options.lint), options);
    const { edits, silenced } = addIgnores(source, diagnostics, reason);
    const after = new SourceText(source.path, applyEdits(source.text, edits));
    const applied = silenced.map(({ rule, span }) => ({
      rule,
      title: "Silence it by a comment",
      applicability: "safe" as const,
      assumptions: [],
      line: source.position(span.start).line,
    }));
    return { before: source, after, applied, skipped: [] };
  });
}

async function editFiles(
  input: Input,
  filter: ReportFilter,
  edit: (source: SourceText, options: FileOptions) => FixResult,
): Promise<FixedFiles> {
  const fixes: FixResult[] = [];
  const results: LintedFile[] = [];
  const errors = await forEachFile(input, ({ source, lossy }, options) => {
    // What is no UTF-8 cannot be written back as it was.
    const edited = lossy
      ? { before: source, after: source, applied: [], skipped: [] }
      : edit(source, options);
    fixes.push(edited);
    results.push(filter.apply(engine.lint(edited.after, options.lint), options));
  });
  return { fixes, outcome: { results, errors } };
}

/** Prints what the fixes would change. The status is 0 only where there is nothing to change. */
export function printDiff({ fixes, outcome }: FixedFiles, colors: Colors): number {
  const changed = fixes.filter(({ before, after }) => before.text !== after.text);
  for (const each of changed) print(toDiff(each, colors));
  for (const line of errorLines(outcome)) printError(line);
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
