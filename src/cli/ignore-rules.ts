import { type Dirent, existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** The rules of one `.gitignore`, and the folder that they are relative to. */
interface RuleFile {
  readonly folder: string;
  readonly rules: Ignore;
}

/** What is left out besides: patterns, and the folder that they are relative to. */
export interface Exclusion {
  readonly folder: string;
  readonly patterns: readonly string[];
}

/**
 * What git leaves out below a folder: the `.gitignore` files from the root of the repository down
 * and `.git/info/exclude`, the nearest one first (gitignore(5)).
 */
export class IgnoreRules {
  readonly #files: RuleFile[];
  readonly #excluded: readonly RuleFile[];

  private constructor(files: RuleFile[], excluded: readonly RuleFile[]) {
    this.#files = files;
    this.#excluded = excluded;
  }

  /** The rules in force in a folder. */
  static around(folder: string, excluded: readonly Exclusion[]): IgnoreRules {
    const rules = new IgnoreRules([], ruleFiles(excluded));
    const start = resolve(folder);
    const root = repositoryOf(start);
    if (root === undefined) return rules;
    rules.#load(root, join(root, ".git", "info", "exclude"));
    // The folder's own file is read when it is entered.
    for (const above of foldersBetween(root, start)) rules.#load(above, join(above, ".gitignore"));
    return rules;
  }

  enter(folder: string, entries: readonly Dirent[]): void {
    if (!entries.some(({ name }) => name === ".gitignore")) return;
    this.#load(folder, join(folder, ".gitignore"));
  }

  leave(folder: string): void {
    if (this.#files.at(-1)?.folder === resolve(folder)) this.#files.pop();
  }

  ignores(path: string, isFolder: boolean): boolean {
    if (this.#excluded.some((each) => test(each, path, isFolder)?.ignored)) return true;
    for (let i = this.#files.length - 1; i >= 0; i--) {
      const { ignored, unignored } = test(this.#files[i]!, path, isFolder) ?? {};
      if (ignored || unignored) return ignored === true;
    }
    return false;
  }

  #load(folder: string, file: string): void {
    const text = readIfPossible(file);
    if (text !== undefined) this.#files.push(ruleFile(folder, text.split(/\r?\n/)));
  }
}

/** Whether one of the exclusions names a file or a folder above it. */
export function excludes(exclusions: readonly Exclusion[], path: string): boolean {
  return ruleFiles(exclusions).some((each) => test(each, path, false)?.ignored);
}

function ruleFiles(exclusions: readonly Exclusion[]): RuleFile[] {
  return exclusions
    .filter(({ patterns }) => patterns.length > 0)
    .map(({ folder, patterns }) => ruleFile(folder, patterns));
}

/** A file that is not there or cannot be read ignores nothing. */
function readIfPossible(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function ruleFile(folder: string, patterns: readonly string[]): RuleFile {
  return { folder: resolve(folder), rules: ignore().add([...patterns]) };
}

function test({ folder, rules }: RuleFile, path: string, isFolder: boolean) {
  const name = relative(folder, resolve(path)).split(sep).join("/");
  if (name === "" || name.startsWith("../")) return undefined;
  return rules.test(isFolder ? `${name}/` : name);
}

function repositoryOf(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, ".git"))) return current;
    if (dirname(current) === current) return undefined;
  }
}

/** The folders from `root` down to `folder`, without `folder` itself. */
function foldersBetween(root: string, folder: string): string[] {
  const folders: string[] = [];
  for (let current = folder; current !== root; current = dirname(current)) {
    folders.unshift(dirname(current));
  }
  return folders;
}
