import type { LintOptions } from "../engine/lint.ts";
import { platformMistake } from "../platform/misspelling.ts";
import { normalizePlatform, parsePlatform, type Platform } from "../platform/platform.ts";
import type { Rule } from "../rule/rule.ts";

/** The section of the client's configuration that is ours. */
export const SECTION = "dockerlint-xarch";

/** What the client's settings say: only what is set. */
export interface ClientSettings {
  readonly lint: LintOptions;
  /** The rules that report, and those that do not; "all" is every one. */
  readonly select?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  /** What cannot be used, for the user. */
  readonly problems: readonly string[];
}

/** Reads the client's settings; what cannot be used is left out and said. */
export function readClientSettings(value: unknown, rules: readonly Rule[]): ClientSettings {
  const reader = new SettingsReader(value);
  const known = new Set([...rules.map(({ id }) => id), "all"]);
  const lint = {
    targets: reader.platforms("targets"),
    buildPlatform: reader.platforms("buildPlatform")?.[0],
    stage: reader.text("stage"),
    buildArgs: reader.table("buildArgs"),
    targetPlatform: reader.oneOf("targetPlatform", ["implicit", "explicit"] as const),
  };
  const select = reader.names("select", known);
  const ignore = reader.names("ignore", known);
  return { lint: withoutUnset(lint), select, ignore, problems: reader.problems };
}

/** The project's settings with the client's on top, as options of the command line are. */
export function underClient(
  project: LintOptions,
  { lint, select, ignore = [] }: ClientSettings,
  rules: readonly Rule[],
): LintOptions {
  const merged = { ...project, ...lint };
  if (select === undefined && ignore.length === 0) return merged;
  const all = rules.map(({ id }) => id);
  const usual = project.rules ?? rules.filter(({ off }) => !off).map(({ id }) => id);
  const chosen = select?.includes("all") ? all : (select ?? [...usual]);
  const silenced = ignore.includes("all") ? all : ignore;
  return { ...merged, rules: new Set(chosen.filter((id) => !silenced.includes(id))) };
}

function withoutUnset(options: { [K in keyof LintOptions]: LintOptions[K] | undefined }) {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as LintOptions;
}

/** Reads one key after the other. Null, "" and empty lists are how editors say "not set". */
class SettingsReader {
  readonly problems: string[] = [];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.#values = isTable(value) ? value : {};
    if (value !== null && value !== undefined && !isTable(value)) {
      this.problems.push(`the settings of ${SECTION} must be a set of keys`);
    }
  }

  text(key: string): string | undefined {
    const value = this.#values[key];
    if (value === null || value === undefined || value === "") return undefined;
    if (typeof value === "string") return value;
    return this.#refuse(key, "must be text");
  }

  oneOf<T extends string>(key: string, options: readonly T[]): T | undefined {
    const value = this.text(key);
    const option = options.find((each) => each === value);
    if (value === undefined || option !== undefined) return option;
    return this.#refuse(key, `must be one of ${options.join(", ")}, not "${value}"`);
  }

  /** A list of texts, or one text with commas. */
  list(key: string): readonly string[] | undefined {
    const value = this.#values[key];
    const items = typeof value === "string" ? value.split(",") : (value ?? []);
    if (!Array.isArray(items) || !items.every((item) => typeof item === "string")) {
      return this.#refuse(key, "must be a list of texts");
    }
    const names = items.map((item) => item.trim()).filter((item) => item !== "");
    return names.length > 0 ? names : undefined;
  }

  names(key: string, known: ReadonlySet<string>): readonly string[] | undefined {
    return this.list(key)?.filter((name) => {
      if (known.has(name)) return true;
      this.#refuse(key, `names "${name}", which is no rule`);
      return false;
    });
  }

  platforms(key: string): readonly Platform[] | undefined {
    const platforms = this.list(key)?.flatMap((name) => {
      const mistake = platformMistake(name);
      if (mistake === undefined) return [normalizePlatform(parsePlatform(name)!)];
      this.#refuse(key, `cannot be used: ${mistake}`);
      return [];
    });
    return platforms?.length === 0 ? undefined : platforms;
  }

  table(key: string): ReadonlyMap<string, string> | undefined {
    const value = this.#values[key] ?? {};
    if (!isTable(value)) return this.#refuse(key, "must be a set of names and values");
    const entries = Object.entries(value).map(([name, text]) => [name, String(text)] as const);
    return entries.length > 0 ? new Map(entries) : undefined;
  }

  #refuse(key: string, problem: string): undefined {
    this.problems.push(`${SECTION}.${key} ${problem}`);
    return undefined;
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
