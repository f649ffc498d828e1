import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import {
  Baseline,
  type BaselineEntry,
  baselineEntries,
  readBaseline,
  writeBaseline,
} from "../engine/baseline.ts";
import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { SourceText } from "../text/source.ts";
import { shownPath } from "../config/node/shown-path.ts";
import { UsageError } from "./errors.ts";
import { printError } from "./output.ts";
import { writeNewFile } from "./write-file.ts";

/** Where a baseline is written if nobody says. */
export const DEFAULT_BASELINE = ".dockerlint-xarch-baseline.json";

/** How many stale entries are named. */
const NAMED = 10;

/** The baselines of a run, each read once. */
export class Baselines {
  /** By the path of the baseline. */
  readonly #open = new Map<string, Baseline>();

  /**
   * The diagnostics of a file that its baseline does not have.
   * @throws {UsageError} where the baseline cannot be used
   */
  filter(file: string, source: SourceText, diagnostics: readonly Diagnostic[]): Diagnostic[] {
    let baseline = this.#open.get(file);
    if (baseline === undefined) {
      baseline = new Baseline(readFile(file));
      this.#open.set(file, baseline);
    }
    return baseline.filter(nameIn(file, source.path), source, diagnostics);
  }

  /** Tells of findings that the baselines have and the files have no more. */
  printStale(): void {
    for (const [file, baseline] of this.#open) {
      const stale = baseline.stale((path) => existsSync(join(dirname(file), path)));
      if (stale.length === 0) continue;
      const what = stale.length === 1 ? "1 finding" : `${stale.length} findings`;
      printError(
        `dockerlint-xarch: ${what} of the baseline ${shownPath(file)} did not come up again; ` +
          "--write-baseline drops them:",
      );
      for (const { path, entry } of stale.slice(0, NAMED)) {
        printError(`  ${path}: ${entry.rule}: ${entry.instruction}`);
      }
      if (stale.length > NAMED) printError(`  and ${stale.length - NAMED} more`);
    }
  }
}

/** Writes the findings of files into a baseline; what it has of other files that exist stays. */
export function saveBaseline(file: string, results: readonly LintResult[]): void {
  const old = existsSync(file) ? readFile(file).files : {};
  const kept = Object.entries(old).filter(([path]) => existsSync(join(dirname(file), path)));
  const files = new Map<string, readonly BaselineEntry[]>(kept);
  for (const { source, diagnostics } of results) {
    const path = nameIn(file, source.path);
    files.set(path, baselineEntries(path, source, diagnostics));
  }
  const problem = writeNewFile(file, writeBaseline(files));
  if (problem !== undefined) throw new UsageError(`${problem.path} ${problem.message}.`);
  const count = results.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
  const findings = count === 1 ? "1 finding" : `${count} findings`;
  printError(`dockerlint-xarch: wrote ${findings} to the baseline ${shownPath(file)}.`);
}

function readFile(file: string) {
  try {
    return readBaseline(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `the baseline ${shownPath(file)} cannot be used: ${reason}. --write-baseline makes one.`,
    );
  }
}

/** A file's name in a baseline: from the baseline's folder, with slashes. */
function nameIn(file: string, path: string): string {
  return relative(dirname(resolve(file)), resolve(path)).replaceAll("\\", "/");
}
