import type { Diagnostic } from "../rule/diagnostic.ts";
import type { SourceText } from "../text/source.ts";
import { fingerprint, identitiesOf } from "./fingerprint.ts";

/** A finding that was there when the baseline was written. */
export interface BaselineEntry {
  readonly rule: string;
  readonly stage?: string;
  /** The beginning of its instruction, for those who read the file. */
  readonly instruction: string;
  /** Of the file's path, the rule, the stage, the whole instruction and the occurrence. */
  readonly fingerprint: string;
}

/** A baseline file: the findings of each file, by its path from the folder of the baseline. */
export interface BaselineFile {
  readonly version: 1;
  readonly files: Readonly<Record<string, readonly BaselineEntry[]>>;
}

/** How much of an instruction is written down. */
const SHOWN = 80;

/** The entries of a file's diagnostics. */
export function baselineEntries(
  path: string,
  source: SourceText,
  diagnostics: readonly Diagnostic[],
): BaselineEntry[] {
  return identitiesOf(source, diagnostics).map((identity) => ({
    rule: identity.rule,
    ...(identity.stage === undefined ? {} : { stage: identity.stage }),
    instruction: identity.instruction.slice(0, SHOWN),
    fingerprint: fingerprint(path, identity),
  }));
}

/** Holds findings back that were there before. */
export class Baseline {
  readonly #files: BaselineFile["files"];
  readonly #stale = new Map<string, readonly BaselineEntry[]>();

  constructor({ files }: BaselineFile) {
    this.#files = files;
  }

  /** The diagnostics that are new; what the baseline has of the file beyond them is stale. */
  filter(path: string, source: SourceText, diagnostics: readonly Diagnostic[]): Diagnostic[] {
    const known = Object.hasOwn(this.#files, path) ? this.#files[path]! : [];
    if (known.length === 0) return [...diagnostics];
    const found = baselineEntries(path, source, diagnostics).map((each) => each.fingerprint);
    const old = new Set(known.map((each) => each.fingerprint));
    const present = new Set(found);
    this.#stale.set(
      path,
      known.filter((each) => !present.has(each.fingerprint)),
    );
    return diagnostics.filter((_, index) => !old.has(found[index]!));
  }

  /**
   * The entries that were not found again in the files that were read, and all of files that are
   * gone.
   */
  stale(exists: (path: string) => boolean): { path: string; entry: BaselineEntry }[] {
    return Object.entries(this.#files).flatMap(([path, entries]) => {
      const gone = this.#stale.get(path) ?? (exists(path) ? [] : entries);
      return gone.map((entry) => ({ path, entry }));
    });
  }
}

/** A baseline's text: entries in the order of the file, so that changes of it can be read. */
export function writeBaseline(files: ReadonlyMap<string, readonly BaselineEntry[]>): string {
  const sorted = [...files].filter(([, entries]) => entries.length > 0).toSorted(byPath);
  const file: BaselineFile = { version: 1, files: Object.fromEntries(sorted) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function byPath([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/**
 * Reads a baseline file.
 * @throws {Error} that says what is wrong with it
 */
export function readBaseline(text: string): BaselineFile {
  const file = JSON.parse(text) as Partial<BaselineFile> | null;
  if (typeof file !== "object" || file === null || file.version !== 1) {
    throw new Error("it is no baseline of version 1");
  }
  const entries = Object.values(file.files ?? {}).flat();
  if (entries.some((each) => typeof (each as Partial<BaselineEntry>)?.fingerprint !== "string")) {
    throw new Error("an entry has no fingerprint");
  }
  return { version: 1, files: file.files ?? {} };
}
