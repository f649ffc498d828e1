import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  type Stats,
} from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { EntryKind } from "../../facts/build-context.ts";
import type { Entry, FileReader, ReadText } from "../files.ts";

/** The files below a folder. What a symbolic link leads out of it to is as if it were not known. */
export class NodeFiles implements FileReader {
  readonly root: string;
  readonly #real: string;
  readonly #home: string;
  readonly #kinds = new Map<string, EntryKind>();
  readonly #entries = new Map<string, readonly Entry[] | undefined>();

  /**
   * @param root an existing folder
   * @param home the folder from which people name files
   */
  constructor(root: string, home = ".") {
    this.root = resolve(root);
    this.#real = realpathSync(root);
    this.#home = home;
  }

  nameOf(path: string): string {
    return relative(this.#home, join(this.root, path)).split(sep).join("/") || ".";
  }

  /** Remembered: every build that names a Dockerfile asks for it. */
  kindOf(path: string): EntryKind {
    let kind = this.#kinds.get(path);
    if (kind === undefined) {
      kind = this.#lookAt(path);
      this.#kinds.set(path, kind);
    }
    return kind;
  }

  #lookAt(path: string): EntryKind {
    try {
      const file = this.#locate(path);
      return file === undefined ? "unknown" : (kindOf(statSync(file)) ?? "unknown");
    } catch (error) {
      const code = codeOf(error);
      return code === "ENOENT" || code === "ENOTDIR" ? "missing" : "unknown";
    }
  }

  /** Remembered: several Dockerfiles are built with the same folder. */
  entriesIn(folder: string): readonly Entry[] | undefined {
    if (!this.#entries.has(folder)) this.#entries.set(folder, this.#list(folder));
    return this.#entries.get(folder);
  }

  #list(folder: string): readonly Entry[] | undefined {
    try {
      const path = this.#locate(folder);
      if (path === undefined) return undefined;
      return readdirSync(path, { withFileTypes: true })
        .map((entry): Entry => {
          const { name } = entry;
          const kind = kindOf(entry) ?? this.kindOf(`${folder}/${name}`);
          return { name, kind: kind === "missing" ? "unknown" : kind };
        })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return undefined;
    }
  }

  read(path: string, maxBytes: number): ReadText {
    try {
      const file = this.#locate(path);
      if (file === undefined) return { problem: "leads out of the repository" };
      return readBounded(file, maxBytes);
    } catch (error) {
      return { problem: explain(error) };
    }
  }

  /** The real path; undefined where links lead out of the root. */
  #locate(path: string): string | undefined {
    const real = realpathSync(join(this.#real, path));
    return real === this.#real || real.startsWith(this.#real + sep) ? real : undefined;
  }
}

function kindOf(stats: Pick<Stats, "isFile" | "isDirectory">): "file" | "folder" | undefined {
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "folder" : undefined;
}

/** Opening a FIFO must not wait for a writer. */
function readBounded(path: string, maxBytes: number): ReadText {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return { problem: "is no regular file" };
    if (stats.size > maxBytes) {
      return { problem: `is larger than ${Math.round(maxBytes / 1e6)} MB` };
    }
    const text = readFileSync(file, "utf8");
    return text.includes("\0") ? { problem: "is binary" } : { text };
  } finally {
    closeSync(file);
  }
}

function explain(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "cannot be read: permission denied";
    case "ELOOP":
      return "is a symbolic link that leads back to itself";
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
