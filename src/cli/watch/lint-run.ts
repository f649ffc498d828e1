import { resolve } from "node:path";
import { Surroundings } from "../../context/node/surroundings.ts";
import { engine } from "../../index.ts";
import type { FileError } from "../../report/outcome.ts";
import type { LintedFile } from "../exit-status.ts";
import { type FileFlags, type FileOptions, OptionsReader } from "../file-options.ts";
import { forEachFile, type Input, type InputFile, type InputFlags, readInput } from "../input.ts";
import type { ReadFile } from "../read-file.ts";
import { type FilterFlags, ReportFilter } from "../report-filter.ts";

/** The flags that say what is linted, and what of it is reported. */
export type RunFlags = FileFlags & InputFlags & FilterFlags;

/** What a command line means at one time, linted; a file of it can be linted again. */
export class LintRun {
  readonly #input: Input;
  readonly #filter: ReportFilter;
  readonly #around = new Surroundings();
  /** By the absolute path. */
  readonly #files: ReadonlyMap<string, InputFile>;
  /** By the path as it is shown. */
  readonly #outcomes = new Map<string, LintedFile | FileError>();

  private constructor(input: Input, filter: ReportFilter) {
    this.#input = input;
    this.#filter = filter;
    this.#files = new Map(input.files.map((file) => [resolve(file.path), file]));
  }

  /** @param tell takes what is said besides the report */
  static async of(args: readonly string[], flags: RunFlags, tell: (line: string) => void) {
    const input = await readInput(args, flags, new OptionsReader(flags), tell);
    const run = new LintRun(input, await ReportFilter.of(flags, input.files));
    await run.#lint(input.files, tell);
    return run;
  }

  get files(): readonly InputFile[] {
    return this.#input.files;
  }

  /** Whether all that changed are Dockerfiles, which say nothing of each other. */
  knowsAll(changed: ReadonlySet<string>): boolean {
    return [...changed].every((path) => this.#files.has(path));
  }

  async repeat(changed: ReadonlySet<string>, tell: (line: string) => void): Promise<void> {
    await this.#lint(
      [...changed].map((path) => this.#files.get(path)!),
      tell,
    );
  }

  /** What is reported of all files, in their order. */
  outcome(): { results: readonly LintedFile[]; errors: readonly FileError[] } {
    const all = this.#input.files.map(({ path }) => this.#outcomes.get(path)!);
    return {
      results: all.filter((each) => "source" in each),
      errors: [...this.#input.errors, ...all.filter((each) => "message" in each)],
    };
  }

  async #lint(files: readonly InputFile[], tell: (line: string) => void): Promise<void> {
    const visit = ({ source }: ReadFile, options: FileOptions) => {
      const result = this.#filter.apply(engine.lint(source, options.lint), options);
      this.#outcomes.set(source.path, result);
    };
    const input = { ...this.#input, files, errors: [] };
    const errors = await forEachFile(input, visit, { around: this.#around, tell });
    for (const error of errors) this.#outcomes.set(error.path, error);
  }
}
