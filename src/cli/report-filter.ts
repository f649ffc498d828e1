import { resolve } from "node:path";
import type { BaselineStore } from "../config/node/baselines.ts";
import { shownPath } from "../config/node/shown-path.ts";
import type { LintResult } from "../engine/lint.ts";
import { count } from "../report/text.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import { atLeast, type LintedFile } from "./exit-status.ts";
import type { FileOptions } from "./file-options.ts";
import { printError } from "./output.ts";

/** The flags that hold findings back. */
export interface FilterFlags {
  /** The mildest that is reported. */
  readonly severity?: Severity;
  readonly baseline?: string;
  /** True: the file is not named. */
  readonly writeBaseline?: string | true;
}

/** How many stale entries are named. */
const NAMED = 10;

/** Decides what of a file's findings is reported. */
export class ReportFilter {
  readonly #flags: FilterFlags;
  readonly #baselines: BaselineStore | undefined;

  private constructor(flags: FilterFlags, baselines: BaselineStore | undefined) {
    this.#flags = flags;
    this.#baselines = baselines;
  }

  /** Loads what baselines need only where there is one. */
  static async of(flags: FilterFlags, files: readonly { options: FileOptions }[]) {
    const { baseline, writeBaseline } = flags;
    const wanted = baseline ?? files.find(({ options }) => options.settings.baseline !== undefined);
    // What is to be written down must not be held back.
    if (wanted === undefined || writeBaseline !== undefined)
      return new ReportFilter(flags, undefined);
    const { BaselineStore } = await import("../config/node/baselines.ts");
    return new ReportFilter(flags, new BaselineStore());
  }

  /** @throws {BaselineError} where the baseline cannot be used */
  apply(result: LintResult, { failOn, settings }: FileOptions): LintedFile {
    const { severity, baseline } = this.#flags;
    const loud = result.diagnostics.filter(
      (each) => severity === undefined || atLeast(each.severity, severity),
    );
    const file = baseline === undefined ? settings.baseline : resolve(baseline);
    const diagnostics =
      this.#baselines === undefined || file === undefined
        ? loud
        : this.#baselines.filter(file, result.source.path, result.source, loud);
    return { ...result, diagnostics: diagnostics.map(settled), failOn };
  }

  /** Tells of findings that the baselines have and the files have no more. */
  printStale(): void {
    for (const { file, entries } of this.#baselines?.stale() ?? []) {
      if (entries.length === 0) continue;
      const findings = count(entries.length, "finding");
      printError(
        `dockerlint-xarch: ${findings} of the baseline ${shownPath(file)} did not come up again; ` +
          "--write-baseline drops them:",
      );
      for (const { path, entry } of entries.slice(0, NAMED)) {
        printError(`  ${path}: ${entry.rule}: ${entry.instruction}`);
      }
      if (entries.length > NAMED) printError(`  and ${entries.length - NAMED} more`);
    }
  }
}

/**
 * The finding with its fix worked out. A fix that is not holds on to all that was read of its file,
 * and a report is written when all files have been read.
 */
function settled(diagnostic: Diagnostic): Diagnostic {
  const answer = diagnostic.remedy?.();
  return answer === undefined ? diagnostic : { ...diagnostic, remedy: () => answer };
}
