import type { SourceText } from "../../../src/text/source.ts";
import { normalizePackageName } from "../../../src/facts/package-index.ts";
import type { PinnedPackage } from "./pinned.ts";

/** A package of a lock file, and what the lock says of who wants it. */
export interface LockedPackage extends PinnedPackage {
  /** The groups that install it, such as `main` or `dev`; undefined where the lock does not say. */
  readonly groups: readonly string[] | undefined;
  /** What it needs: uv.lock says so, with markers. */
  readonly needs: readonly Need[];
  /** Whether it is the project that the lock belongs to. */
  readonly isProject: boolean;
}

export interface Need {
  readonly name: string;
  readonly marker: string | undefined;
  readonly isForDevelopment: boolean;
}

/**
 * The packages of uv.lock, poetry.lock or pdm.lock. They are TOML as one tool each writes it: a
 * `[[package]]` after the other, each key on a line of its own, and each file of a list as well.
 */
export function readTomlLock({ path, text }: SourceText): LockedPackage[] {
  const packages: LockedPackage[] = [];
  let current: TomlPackage | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (line.startsWith("[[package]]")) {
      if (current !== undefined) packages.push(...current.asLocked());
      current = new TomlPackage(`${path}:${index + 2}`);
    } else if (/^\[(?!package[.\]])/.test(line)) {
      if (current !== undefined) packages.push(...current.asLocked());
      current = undefined;
    } else current?.read(line);
  }
  return [...packages, ...(current?.asLocked() ?? [])];
}

/** What the lines of a package have said so far. */
class TomlPackage {
  readonly #place: string;
  readonly #values = new Map<string, string>();
  readonly #files: string[] = [];
  readonly #needs: Need[] = [];
  #table = "";
  #list = "";

  constructor(place: string) {
    this.#place = place;
  }

  read(line: string): void {
    const table = /^\[package\.([\w.-]+)\]/.exec(line)?.[1];
    if (table !== undefined) {
      this.#table = table;
      this.#list = "";
      return;
    }
    const [, key, value] = /^([\w-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) {
      this.#list = value === "[" ? key : "";
      if (this.#table === "") this.#values.set(key, value!);
    }
    this.#readFile(line);
    this.#readNeed(line, key);
  }

  /** `{ url = "https://host/x.whl", ... }`, `{file = "x.whl", ...}`, `sdist = { url = ... }` */
  #readFile(line: string): void {
    const file = /\b(?:file|url) = "(?:[^"]*\/)?([^"/]+\.(?:whl|tar\.gz|zip|tar\.bz2))"/.exec(
      line,
    )?.[1];
    if (file !== undefined) this.#files.push(decodeName(file));
  }

  #readNeed(line: string, key: string | undefined): void {
    const isForDevelopment = this.#table === "dev-dependencies";
    const isNeed = isForDevelopment || (this.#table === "" && this.#list === "dependencies");
    const name = stringOf("name", line);
    if (!isNeed || key !== undefined || name === undefined) return;
    this.#needs.push({
      name: normalizePackageName(name),
      marker: stringOf("marker", line),
      isForDevelopment,
    });
  }

  asLocked(): LockedPackage[] {
    const [name, version] = [this.#text("name"), this.#text("version")];
    if (name === undefined || version === undefined) return [];
    const groups = this.#values.get("groups")?.matchAll(/"([^"]+)"/g);
    return [
      {
        name: normalizePackageName(name),
        version,
        files: this.#files,
        // Where it is a table, one marker a group, it stands for what cannot be told.
        marker: this.#text("marker") ?? this.#text("markers") ?? this.#values.get("markers"),
        place: this.#place,
        groups: groups && [...groups].map(([, group]) => group!),
        needs: this.#needs,
        isProject: /\b(virtual|editable|directory) = /.test(this.#values.get("source") ?? ""),
      },
    ];
  }

  #text(key: string): string | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : stringOf(key, `${key} = ${value}`);
  }
}

/** The string behind a key of TOML: `name = "x"`, quotes in it escaped or of the other kind. */
function stringOf(key: string, line: string): string | undefined {
  const match = new RegExp(`(?<![\\w-])${key} = (?:"((?:[^"\\\\]|\\\\.)*)"|'([^']*)')`).exec(line);
  return match === null ? undefined : (match[2] ?? match[1]!.replace(/\\(["\\])/g, "$1"));
}

/** `%2B` of a local version. */
function decodeName(name: string): string {
  return name.replaceAll("%2B", "+").replaceAll("%2b", "+");
}

/** The packages of a Pipfile.lock: it has their hashes, and not the names of their files. */
export function readPipfileLock(source: SourceText): LockedPackage[] {
  let sections: Record<string, unknown>;
  try {
    sections = JSON.parse(source.text) as Record<string, unknown>;
  } catch {
    return [];
  }
  const groups = { default: "main", develop: "dev" } as const;
  return Object.entries(groups).flatMap(([section, group]) => {
    const entries = sections?.[section];
    if (typeof entries !== "object" || entries === null) return [];
    let from = source.text.indexOf(JSON.stringify(section));
    return Object.entries(
      entries as Record<string, { version?: unknown; markers?: unknown }>,
    ).flatMap(([name, entry]) => {
      const version =
        typeof entry?.version === "string" ? /^===?(.+)$/.exec(entry.version)?.[1] : undefined;
      if (version === undefined) return [];
      from = Math.max(from, source.text.indexOf(`${JSON.stringify(name)}:`, from));
      return [
        {
          name: normalizePackageName(name),
          version,
          files: undefined,
          marker: typeof entry.markers === "string" ? entry.markers : undefined,
          place: `${source.path}:${source.lineAt(Math.max(from, 0))}`,
          groups: [group],
          needs: [],
          isProject: false,
        },
      ];
    });
  });
}
