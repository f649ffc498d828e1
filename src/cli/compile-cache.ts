import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { basename, dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { Script } from "node:vm";

/**
 * Keeps what Node compiled for the next start: half of a short run is spent on compiling. Node 22.8
 * and later do it once they are asked to; for older ones we do the same, in the same way
 * (https://nodejs.org/api/module.html#module-compile-cache), and obey the same variable.
 * To be called before anything large is loaded.
 */
export function enableCompileCache(): void {
  const { enableCompileCache: enable } = nodeModule as { enableCompileCache?: () => unknown };
  if (enable !== undefined) enable();
  else if (process.env["NODE_DISABLE_COMPILE_CACHE"] !== "1") keepCompiledCode();
}

/** Loads the files of the bundle, all of them `.cjs`, by what was compiled before. */
function keepCompiledCode(): void {
  const folder = cacheFolder();
  if (folder === undefined) return;
  const compiled: CompiledFile[] = [];
  require.extensions[".cjs"] = (module: NodeJS.Module, path: string) => {
    const file = new CompiledFile(path, folder);
    compiled.push(file);
    file.run(module);
  };
  // What was compiled on demand is in it, too, when it is kept last.
  process.once("exit", () => {
    for (const file of compiled) file.keep();
  });
}

/**
 * The user's own folder for this version of Node. Compiled code is run as it is, and anybody can
 * make a folder of this name: one that others own or may write to is not used.
 */
function cacheFolder(): string | undefined {
  const user = process.getuid?.();
  const name = ["dockerlint-xarch", process.version, process.arch, user ?? ""].join("-");
  const folder = join(tmpdir(), name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    const isOwn = user === undefined || (uid === user && (mode & 0o077) === 0);
    return isOwn ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** A file of the bundle with the code that Node compiled for it. */
class CompiledFile {
  readonly #path: string;
  /** Every file has its own, also one that takes another's place: npm gives all of them one age. */
  readonly #cache: string;
  #script: Script | undefined;

  constructor(path: string, folder: string) {
    this.#path = path;
    const { dev, ino, ctimeMs, size } = statSync(path);
    this.#cache = join(folder, [basename(path), dev, ino, ctimeMs, size].join("-"));
  }

  /** As Node loads a module (`lib/internal/modules/cjs/loader.js: wrapSafe`). */
  run(module: NodeJS.Module): void {
    const text = readFileSync(this.#path, "utf8");
    const cachedData = contentOf(this.#cache);
    const wrapped = `(function(exports,require,module,__filename,__dirname){${text}\n})`;
    const script = new Script(wrapped, { filename: this.#path, cachedData });
    if (cachedData === undefined || script.cachedDataRejected === true) this.#script = script;
    const load = script.runInThisContext() as (this: unknown, ...args: unknown[]) => void;
    const require = module.require.bind(module);
    load.call(module.exports, module.exports, require, module, this.#path, dirname(this.#path));
  }

  /** Keeps what is new. A cache that cannot be written is none. */
  keep(): void {
    if (this.#script === undefined) return;
    const unfinished = `${this.#cache}.${process.pid}`;
    try {
      writeFileSync(unfinished, this.#script.createCachedData());
      renameSync(unfinished, this.#cache);
    } catch {
      // The next start compiles anew.
    }
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
