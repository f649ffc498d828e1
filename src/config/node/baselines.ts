import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import {
  Baseline,
  type BaselineEntry,
  type BaselineFile,
  readBaseline,
} from "../../engine/baseline.ts";
import type { Diagnostic } from "../../rule/diagnostic.ts";
import type { SourceText } from "../../text/source.ts";
import { BaselineError, reasonOf } from "../problem.ts";
import { shownPath } from "./shown-path.ts";

/** Where a baseline is written if nobody says. */
export const DEFAULT_BASELINE = ".dockerlint-xarch-baseline.json";

/** An entry of a baseline that did not come up again. */
export interface StaleEntry {
  readonly path: string;
  readonly entry: BaselineEntry;
}

/** The baselines of a run, each read once. */
export class BaselineStore {
  /** By the path of the baseline. */
  readonly #open = new Map<string, Baseline>();

  /**
   * The diagnostics of a file that its baseline does not have.
   * @param file the path of the baseline
   * @param path the file's own
   * @throws {BaselineError} where it cannot be used
   */
  filter(
    file: string,
    path: string,
    source: SourceText,
    diagnostics: readonly Diagnostic[],
  ): Diagnostic[] {
    let baseline = this.#open.get(file);
    if (baseline === undefined) {
      baseline = new Baseline(readBaselineFile(file));
      this.#open.set(file, baseline);
    }
    return baseline.filter(nameInBaseline(file, path), source, diagnostics);
  }

  /** What each baseline has in vain. */
  stale(): { file: string; entries: readonly StaleEntry[] }[] {
    return [...this.#open].map(([file, baseline]) => ({
      file,
      entries: baseline.stale((path) => existsSync(join(dirname(file), path))),
    }));
  }
}

/** @throws {BaselineError} where it cannot be used */
export function readBaselineFile(file: string): BaselineFile {
  try {
    return readBaseline(readFileSync(file, "utf8"));
  } catch (error) {
    throw new BaselineError(
      `the baseline ${shownPath(file)} cannot be used: ${reasonOf(error)}. --write-baseline makes one.`,
    );
  }
}

/** A file's name in a baseline: from the baseline's folder, with slashes. */
export function nameInBaseline(file: string, path: string): string {
  return relative(dirname(resolve(file)), resolve(path)).replaceAll("\\", "/");
}
