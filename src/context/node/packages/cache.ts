import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "./pip-configuration.ts";

/** Files are added to a release rarely, and hardly ever after a week. */
const FRESH_FOR = 7 * 24 * 60 * 60 * 1_000;
const MAX_BYTES = 4_000_000;

/** What indexes have answered, on the disk. What goes wrong there costs a question, and no more. */
export class AnswerCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The names of a package's files; undefined where they are not there, or too old. */
  get(index: string, name: string): readonly string[] | undefined {
    try {
      const path = this.#pathOf(index, name);
      const { mtimeMs, size } = statSync(path);
      const age = Date.now() - mtimeMs;
      if (age > FRESH_FOR || age < -60_000 || size > MAX_BYTES) return undefined;
      const files: unknown = JSON.parse(readFileSync(path, "utf8"));
      const isList = Array.isArray(files) && files.every((file) => typeof file === "string");
      return isList ? (files as string[]) : undefined;
    } catch {
      return undefined;
    }
  }

  set(index: string, name: string, files: readonly string[]): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const path = this.#pathOf(index, name);
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(files));
      renameSync(draft, path);
    } catch {
      // The next run asks again.
    }
  }

  /** An address can hold a password: only its hash is written. */
  #pathOf(index: string, name: string): string {
    const hash = createHash("sha256").update(`${index}\n${name}`).digest("hex");
    return join(this.#folder, `${hash}.json`);
  }
}

/** The folder for what can be had again, as the system has it. */
export function cacheFolder({ environment, home, platform }: Host): string {
  const own =
    platform === "win32"
      ? environment["LOCALAPPDATA"]
      : environment["XDG_CACHE_HOME"] ||
        (platform === "darwin" ? join(home, "Library", "Caches") : "");
  return join(own || join(home, ".cache"), "dockerlint-xarch", "packages");
}
