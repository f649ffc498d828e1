import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ConfigStore } from "../config/node/store.ts";
import type { FileError } from "../report/outcome.ts";
import { errorCode } from "./errors.ts";
import type { Exclusion, IgnoreRules } from "./ignore-rules.ts";

/** Where the Dockerfiles are that a command line means. */
export interface Discovery {
  readonly paths: readonly FoundPath[];
  readonly errors: readonly FileError[];
}

/** The flags that leave files out. */
export interface ExcludeFlags {
  readonly exclude?: readonly string[];
  readonly forceExclude?: boolean;
}

export interface FoundPath {
  readonly path: string;
  /** Whether the command line names it. */
  readonly named: boolean;
}

/** `Dockerfile`, `Dockerfile.dev`, `web.Dockerfile`, `web.dockerfile`, `Containerfile`, ... */
const NAME =
  /^(?:(?:Docker|docker|Container|container)file(?:[.-].+)?|.+\.(?:Docker|docker|Container|container)file)$/;

/** What has such a name and is none: ignore files, templates, notes, left-overs of editors. */
const OTHER =
  /\.(?:dockerignore|containerignore|j2|jinja2?|tmpl|tpl|template|erb|ejs|mustache|hbs|gotmpl|md|markdown|txt|rst|adoc|orig|rej|bak|swp|json|ya?ml|toml|sh|py|js|ts|go|html)$|~$/i;

/** Folders that hold other people's files or none at all. */
const SKIPPED = new Set([".git", ".hg", ".svn", "node_modules"]);

/** Whether no walk enters a folder of this name. */
export function isSkipped(name: string): boolean {
  return SKIPPED.has(name);
}

/** Whether a file of this name is taken for a Dockerfile. */
export function isDockerfileName(name: string): boolean {
  return NAME.test(name) && !OTHER.test(name);
}

/**
 * The Dockerfiles of files, folders and glob patterns. A file that is named is taken, unless
 * `forceExclude` says otherwise; in folders `.gitignore`, `exclude` (patterns of the same syntax)
 * and the configuration decide.
 */
export async function discover(
  args: readonly string[],
  { exclude = [], forceExclude = false }: ExcludeFlags,
  configs: ConfigStore,
): Promise<Discovery> {
  const paths = new Map<string, FoundPath>();
  const errors: FileError[] = [];
  const add = (path: string, named: boolean) => {
    if (!paths.has(path)) paths.set(path, { path, named });
  };
  const given = { folder: ".", patterns: exclude };
  const isExcluded = forceExclude && exclude.length > 0 ? await exclusion(given) : () => false;
  for (const path of args) {
    const kind = kindOf(path);
    if (kind === "folder") {
      const { IgnoreRules } = await import("./ignore-rules.ts");
      const excluded = [given, ...(await configs.exclusionsIn(path))];
      const walk = new FolderWalk(IgnoreRules.around(path, excluded));
      walk.visit(path, path === "." ? "" : path);
      for (const found of walk.found) add(found, false);
      errors.push(...walk.errors);
    } else if (kind === "missing" && /[*?[{]/.test(path)) {
      const { glob } = await import("tinyglobby");
      const found = await glob(path, { dot: true, onlyFiles: true, expandDirectories: false });
      if (found.length === 0) errors.push({ path, message: "matches no file" });
      for (const each of found.toSorted()) if (!isExcluded(each)) add(each, true);
    } else if (kind === "missing" && /^[a-z]+$/.test(path)) {
      errors.push({ path, message: "does not exist, and is no command either: see --help" });
    } else if (!isExcluded(path)) add(path, true);
  }
  return { paths: [...paths.values()], errors };
}

async function exclusion(excluded: Exclusion): Promise<(path: string) => boolean> {
  const { excludes } = await import("./ignore-rules.ts");
  return (path) => excludes([excluded], path);
}

function kindOf(path: string): "folder" | "file" | "missing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    // What cannot be looked at is left to the reader, which says why.
    return errorCode(error) === "ENOENT" ? "missing" : "file";
  }
}

/** A folder, and the folders below it that are not left out. */
export class FolderWalk {
  /** The Dockerfiles, as they are shown. */
  readonly found: string[] = [];
  /** Every folder that was entered. */
  readonly folders: string[] = [];
  readonly errors: FileError[] = [];
  readonly #rules: IgnoreRules;

  constructor(rules: IgnoreRules) {
    this.#rules = rules;
  }

  /** @param prefix the folder as it is shown: "" for the current one */
  visit(folder: string, prefix: string): void {
    this.folders.push(folder);
    const entries = this.#read(folder);
    this.#rules.enter(folder, entries);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const shown = prefix === "" ? entry.name : join(prefix, entry.name);
      if (entry.isDirectory()) {
        if (!isSkipped(entry.name) && !this.#rules.ignores(path, true)) this.visit(path, shown);
      } else if (isDockerfileName(entry.name) && !this.#rules.ignores(path, false)) {
        if (entry.isFile() || entry.isSymbolicLink()) this.#add(path, shown, entry);
        // Nobody names a device or a FIFO like this without meaning it: the reader says what it is.
        else this.found.push(shown);
      }
    }
    this.#rules.leave(folder);
  }

  /** A link to a folder is neither read nor followed, so that no loop can arise. */
  #add(path: string, shown: string, entry: Dirent): void {
    if (entry.isSymbolicLink() && kindOf(path) === "folder") return;
    this.found.push(shown);
  }

  #read(folder: string): Dirent[] {
    try {
      const entries = readdirSync(folder, { withFileTypes: true });
      return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const code = errorCode(error);
      if (code !== "ENOENT") {
        const reason = code === "EACCES" ? "permission denied" : String(code);
        this.errors.push({ path: folder, message: `cannot be listed: ${reason}` });
      }
      return [];
    }
  }
}
