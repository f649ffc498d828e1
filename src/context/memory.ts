import type { EntryKind } from "../facts/build-context.ts";
import type { Entry, FileReader, ReadText } from "./files.ts";

/** Files that are texts in memory: for browsers, tests, and what an editor has open. */
export class MemoryFiles implements FileReader {
  readonly #files: ReadonlyMap<string, string>;
  readonly #folders = new Map<string, Map<string, Entry>>([["", new Map()]]);

  /** @param files texts by path from the root */
  constructor(files: Iterable<readonly [path: string, text: string]>) {
    this.#files = new Map(files);
    for (const path of this.#files.keys()) this.#add(path, "file");
  }

  #add(path: string, kind: "file" | "folder"): void {
    const slash = path.lastIndexOf("/");
    const folder = slash < 0 ? "" : path.slice(0, slash);
    if (!this.#folders.has(folder)) {
      this.#folders.set(folder, new Map());
      this.#add(folder, "folder");
    }
    const name = path.slice(slash + 1);
    this.#folders.get(folder)!.set(name, { name, kind });
  }

  nameOf(path: string): string {
    return path === "" ? "." : path;
  }

  kindOf(path: string): EntryKind {
    if (this.#files.has(path)) return "file";
    return this.#folders.has(path) ? "folder" : "missing";
  }

  entriesIn(folder: string): readonly Entry[] | undefined {
    const entries = this.#folders.get(folder);
    return entries && [...entries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  read(path: string, maxBytes: number): ReadText {
    const text = this.#files.get(path);
    if (text === undefined) return { problem: "does not exist" };
    return text.length > maxBytes ? { problem: "is too large to be read" } : { text };
  }
}
