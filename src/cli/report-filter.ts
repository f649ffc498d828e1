import { resolve } from "node:path";
import type { LintResult } from "../engine/lint.ts";
import type { Severity } from "../rule/diagnostic.ts";
import type { Baselines } from "./baselines.ts";
import { atLeast, type LintedFile } from "./exit-status.ts";
import type { FileOptions } from "./file-options.ts";

/** The flags that hold findings back. */
export interface FilterFlags {
  /** The mildest that is reported. */
  readonly severity?: Severity;
  readonly baseline?: string;
  /** True: the file is not named. */
  readonly writeBaseline?: string | true;
}

/** Decides what of a file's findings is reported. */
export class ReportFilter {
  readonly #flags: FilterFlags;
  readonly #baselines: Baselines | undefined;

  private constructor(flags: FilterFlags, baselines: Baselines | undefined) {
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
    const { Baselines } = await import("./baselines.ts");
    return new ReportFilter(flags, new Baselines());
  }

  /** @throws {UsageError} where the baseline cannot be used */
  apply(result: LintResult, { failOn, settings }: FileOptions): LintedFile {
    const { severity, baseline } = this.#flags;
    const loud = result.diagnostics.filter(
      (each) => severity === undefined || atLeast(each.severity, severity),
    );
    const file = baseline === undefined ? settings.baseline : resolve(baseline);
    const diagnostics =
      this.#baselines === undefined || file === undefined
        ? loud
        : this.#baselines.filter(file, result.source, loud);
    return { ...result, diagnostics, failOn };
  }

  /** Tells what the baselines have in vain. */
  printStale(): void {
    this.#baselines?.printStale();
  }
}
