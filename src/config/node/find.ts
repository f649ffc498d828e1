import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "../problem.ts";

/** The names of configuration files; the key of package.json counts as one. */
export const CONFIG_NAMES = [
  ".dockerlint-xarch.yaml",
  ".dockerlint-xarch.yml",
  ".dockerlint-xarch.json",
] as const;

/**
 * Finds the configuration that governs a folder: the nearest above, up to the root of the
 * repository. Reads no configuration, so that a run without one loads nothing for it.
 */
export class ConfigFinder {
  /** By folder. */
  readonly #found = new Map<string, string | undefined>();

  /**
   * @param folder absolute
   * @throws {ConfigError} where one folder has two
   */
  find(folder: string): string | undefined {
    if (this.#found.has(folder)) return this.#found.get(folder);
    const own = configIn(folder);
    const above = dirname(folder);
    const isTop = above === folder || existsSync(join(folder, ".git"));
    const found = own ?? (isTop ? undefined : this.find(above));
    this.#found.set(folder, found);
    return found;
  }
}

function configIn(folder: string): string | undefined {
  const names: string[] = CONFIG_NAMES.filter((name) => existsSync(join(folder, name)));
  if (packageHasConfig(join(folder, "package.json"))) names.push("package.json");
  if (names.length < 2) return names[0] && join(folder, names[0]);
  const message = `${names.slice(1).join(" and ")} beside it says the same: keep one of them`;
  throw new ConfigError([{ path: join(folder, names[0]!), message }]);
}

/** Most package.json files say nothing of us: a look at the text is enough for them. */
function packageHasConfig(path: string): boolean {
  const text = readIfPossible(path);
  if (text === undefined || !/"dockerlint-xarch"\s*:/.test(text)) return false;
  try {
    return Object.hasOwn(JSON.parse(text) as object, "dockerlint-xarch");
  } catch {
    // It is read as one, and the mistake in it is reported.
    return true;
  }
}

function readIfPossible(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
