import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { nameInBaseline, readBaselineFile } from "../config/node/baselines.ts";
import { shownPath } from "../config/node/shown-path.ts";
import { type BaselineEntry, baselineEntries, writeBaseline } from "../engine/baseline.ts";
import type { LintResult } from "../engine/lint.ts";
import { count } from "../report/text.ts";
import { UsageError } from "./errors.ts";
import { printError } from "./output.ts";
import { writeNewFile } from "./write-file.ts";

/**
 * Writes the findings of files into a baseline; what it has of other files that exist stays.
 * @throws {UsageError} where it cannot be written
 */
export function saveBaseline(file: string, results: readonly LintResult[]): void {
  const old = existsSync(file) ? readBaselineFile(file).files : {};
  const kept = Object.entries(old).filter(([path]) => existsSync(join(dirname(file), path)));
  const files = new Map<string, readonly BaselineEntry[]>(kept);
  for (const { source, diagnostics } of results) {
    const path = nameInBaseline(file, source.path);
    files.set(path, baselineEntries(path, source, diagnostics));
  }
  const problem = writeNewFile(file, writeBaseline(files));
  if (problem !== undefined) throw new UsageError(`${problem.path} ${problem.message}.`);
  const sum = results.reduce((total, { diagnostics }) => total + diagnostics.length, 0);
  const findings = count(sum, "finding");
  printError(`dockerlint-xarch: wrote ${findings} to the baseline ${shownPath(file)}.`);
}
