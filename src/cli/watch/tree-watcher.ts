import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { FolderWalk, isSkipped } from "../discover.ts";
import { errorCode } from "../errors.ts";
import { IgnoreRules } from "../ignore-rules.ts";

/** Changes come in bursts: they are told when it has been quiet for so long, in milliseconds ... */
const QUIET = 60;
/** ... and at the latest after so long. */
const LATEST = 1_000;

/** These watch a whole tree at once; Linux watches folder by folder. */
const WATCHES_TREES = process.platform === "darwin" || process.platform === "win32";

/**
 * Tells which paths below some folders change. What git ignores is not watched, nor are the folders
 * that no walk enters.
 */
export class TreeWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = new Set<string>();
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #tell: (() => void) | undefined;
  #refusal: string | undefined;

  /** Why not all folders can be watched; undefined where they are. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** Whether nothing is watched, so that nothing will ever be told. */
  get isIdle(): boolean {
    return this.#watchers.size === 0;
  }

  /** Watches a folder and all below it, those that come later included. */
  addTree(root: string): void {
    if (WATCHES_TREES) this.#watch(root, true);
    else for (const folder of foldersFrom(root)) this.#watch(folder, false);
  }

  /** Watches what stands in a folder. */
  addFolder(folder: string): void {
    this.#watch(folder, false);
  }

  /** Waits for changes: the absolute paths of what was written, made, renamed or removed. */
  async next(): Promise<ReadonlySet<string>> {
    if (this.#changed.size === 0 || this.#timer !== undefined) {
      await new Promise<void>((done) => (this.#tell = done));
    }
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  #watch(folder: string, recursive: boolean): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { recursive }, (event, name) => {
        if (name !== null) this.#note(event, join(folder, name));
      });
      // A folder that is removed.
      watcher.on("error", () => this.#drop(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      this.#refusal ??= explain(error);
    }
  }

  #note(event: string, path: string): void {
    if (path.split(sep).some(isSkipped)) return;
    if (event === "rename" && !WATCHES_TREES) this.#renew(path);
    const now = Date.now();
    if (this.#changed.size === 0) this.#since = now;
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#tell?.();
      },
      Math.max(0, Math.min(QUIET, this.#since + LATEST - now)),
    );
  }

  /** What was a folder may be none any more, or another one, or a new one. */
  #renew(path: string): void {
    for (const folder of this.#watchers.keys()) {
      if (folder === path || folder.startsWith(path + sep)) this.#drop(folder);
    }
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) this.addTree(path);
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}

/** A folder and those below it, unless they are left out. */
function foldersFrom(root: string): readonly string[] {
  const rules = IgnoreRules.around(root, []);
  if (isSkipped(basename(root)) || rules.ignores(root, true)) return [];
  const walk = new FolderWalk(rules);
  walk.visit(resolve(root), resolve(root));
  return walk.folders;
}

/** A folder that went away meanwhile is none that is missed. */
function explain(error: unknown): string | undefined {
  switch (errorCode(error)) {
    case "ENOENT":
    case "EACCES":
      return undefined;
    case "ENOSPC":
    case "EMFILE":
      return "the system watches no more of them (on Linux raise fs.inotify.max_user_watches)";
    default:
      return String(error);
  }
}
