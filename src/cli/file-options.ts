import { type ConfigChoice, ConfigStore } from "../config/node/store.ts";
import type { Settings } from "../config/settings.ts";
import type { LintOptions } from "../engine/lint.ts";
import { engine } from "../index.ts";
import type { Severity } from "../rule/diagnostic.ts";
import { type BuildFlags, graphOptions, type RuleFlags, selectedRules } from "./options.ts";

/** The options that choose the configuration, as commander gives them. */
export interface ConfigFlags {
  /** `--config FILE`; false: `--no-config`; true: neither. */
  readonly config?: string | boolean;
}

/** The flags that say the same as the configuration, for all files. */
export interface FileFlags extends BuildFlags, RuleFlags, ConfigFlags {
  readonly failOn?: Severity;
}

/** How one file is linted, and what of it fails the run. */
export interface FileOptions {
  readonly lint: LintOptions;
  readonly failOn: Severity;
  /** Whether the configuration leaves the file out. */
  readonly excluded: boolean;
  readonly settings: Settings;
}

/** Tells how each file is to be linted: as the command line says, else its configuration. */
export class OptionsReader {
  readonly configs: ConfigStore;
  readonly #flags: FileFlags;

  /** @throws {UsageError} where a flag names a rule that does not exist */
  constructor(flags: FileFlags) {
    this.#flags = flags;
    this.configs = new ConfigStore(engine, configChoice(flags));
    selectedRules(flags, engine.rules);
  }

  /** @throws {ConfigError} where the configuration cannot be used */
  async for(path: string): Promise<FileOptions> {
    const settings = await this.configs.settingsFor(path);
    const flags = this.#flags;
    const given = Object.entries(graphOptions(flags)).filter(([, value]) => value !== undefined);
    return {
      settings,
      lint: {
        ...settings.lint,
        ...Object.fromEntries(given),
        rules: selectedRules(flags, engine.rules, settings.lint.rules),
      },
      failOn: flags.failOn ?? settings.failOn ?? "warning",
      excluded: settings.excluded,
    };
  }
}

function configChoice({ config }: ConfigFlags): ConfigChoice {
  if (config === false) return "none";
  return typeof config === "string" ? { file: config } : "nearest";
}
