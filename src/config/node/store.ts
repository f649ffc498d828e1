import { dirname, resolve } from "node:path";
import type { Knowledge } from "../../engine/lint.ts";
import type { ConfigLayer, Settings } from "../settings.ts";
import { ConfigFinder } from "./find.ts";

/** Which configuration is read: the nearest to each file, one for all, or none. */
export type ConfigChoice = "nearest" | "none" | { readonly file: string };

const NO_SETTINGS: Settings = {
  sources: [],
  values: {},
  lint: {},
  failOn: undefined,
  baseline: undefined,
  excluded: false,
};

/**
 * The settings of files, as their configuration says: the command line and the language server ask
 * here. What was read is kept; after a change of a configuration file make a new store.
 */
export class ConfigStore {
  readonly #knowledge: Knowledge;
  readonly #choice: ConfigChoice;
  readonly #finder = new ConfigFinder();
  /** By the path of the configuration. */
  readonly #loaded = new Map<string, readonly ConfigLayer[]>();

  constructor(knowledge: Knowledge, choice: ConfigChoice = "nearest") {
    this.#knowledge = knowledge;
    this.#choice = choice;
  }

  /**
   * The settings of a file, which need not exist.
   * @throws {ConfigError} where the configuration cannot be used
   */
  async settingsFor(path: string): Promise<Settings> {
    const file = resolve(path);
    const layers = await this.#layersFor(dirname(file));
    if (layers.length === 0) return NO_SETTINGS;
    const { settingsOf } = await import("../settings.ts");
    return settingsOf(layers, file.replaceAll("\\", "/"), this.#knowledge);
  }

  /** What the configuration leaves out below a folder: lists of patterns, each with its folder. */
  async exclusionsIn(folder: string): Promise<{ folder: string; patterns: readonly string[] }[]> {
    const layers = await this.#layersFor(resolve(folder));
    return layers.flatMap(({ folder, values: { exclude } }) =>
      exclude === undefined ? [] : [{ folder, patterns: exclude }],
    );
  }

  async #layersFor(folder: string): Promise<readonly ConfigLayer[]> {
    if (this.#choice === "none") return [];
    const isGiven = this.#choice !== "nearest";
    const path = isGiven ? resolve(this.#choice.file) : this.#finder.find(folder);
    if (path === undefined) return [];
    let layers = this.#loaded.get(path);
    if (layers === undefined) {
      // YAML and the validator are read only where there is something for them to read.
      const { loadConfig } = await import("./load.ts");
      // One that is given holds for the run, wherever it stands: patterns are from the current folder.
      layers = loadConfig(path, isGiven ? process.cwd() : dirname(path), this.#knowledge);
      this.#loaded.set(path, layers);
    }
    return layers;
  }
}
