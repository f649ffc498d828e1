import ignore from "ignore";
import type { LintOptions, Knowledge } from "../engine/lint.ts";
import { normalizePlatform, parsePlatform, type Platform } from "../platform/platform.ts";
import { SEVERITIES, type Severity } from "../rule/diagnostic.ts";
import type { ConfigValues, FileValues } from "./schema.ts";

/** What one configuration file says, and the folder that its patterns are relative to. */
export interface ConfigLayer {
  readonly path: string;
  /** Absolute, with slashes, without one at the end. */
  readonly folder: string;
  readonly values: ConfigValues;
}

/** What the configuration says for one file. */
export interface Settings {
  /** The configuration files it comes from, the nearest first; none: all is as by default. */
  readonly sources: readonly string[];
  /** What holds for the file, in the words of the configuration. */
  readonly values: FileValues;
  /** The same for the engine. */
  readonly lint: LintOptions;
  /** The mildest finding that fails a run. */
  readonly failOn: Severity | undefined;
  /** The path of the baseline, where there is one. */
  readonly baseline: string | undefined;
  /** Whether the file is to be left out. */
  readonly excluded: boolean;
}

/**
 * What configuration files say for one file.
 * @param layers what is extended before what extends it
 * @param path of the file: absolute, with slashes
 */
export function settingsOf(
  layers: readonly ConfigLayer[],
  path: string,
  { rules }: Pick<Knowledge, "rules">,
): Settings {
  const values = valuesFor(layers, path);
  return {
    sources: layers.map((layer) => layer.path).toReversed(),
    values,
    lint: lintOptions(values, rules),
    failOn: values.failOn,
    baseline: baselineOf(layers),
    excluded: layers.some(({ folder, values }) => matches(values.exclude, folder, path)),
  };
}

/** Whether patterns of `.gitignore`'s syntax name a file or one of the folders above it. */
export function matches(
  patterns: readonly string[] | undefined,
  folder: string,
  path: string,
): boolean {
  const root = folder.endsWith("/") ? folder : `${folder}/`;
  if (patterns === undefined || !path.startsWith(root)) return false;
  return ignore()
    .add([...patterns])
    .ignores(path.slice(root.length));
}

function baselineOf(layers: readonly ConfigLayer[]): string | undefined {
  const layer = layers.findLast(({ values }) => values.baseline !== undefined);
  if (layer === undefined) return undefined;
  const { path, values } = layer;
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:)/.test(values.baseline!);
  return isAbsolute ? values.baseline! : path.replace(/[^\\/]*$/, values.baseline!);
}

function valuesFor(layers: readonly ConfigLayer[], path: string): FileValues {
  const parts = layers.flatMap(({ folder, values }) => {
    const { $schema, extends: bases, exclude, baseline, overrides = [], ...own } = values;
    const applying = overrides.filter(({ files }) => matches(files, folder, path));
    return [own, ...applying.map(({ files, ...rest }) => rest)];
  });
  return parts.reduce<FileValues>(merge, {});
}

/** What is added wins; tables are merged key by key, and ignored rules add up. */
function merge(base: FileValues, added: FileValues): FileValues {
  const table = <T extends object>(a: T | undefined, b: T | undefined) =>
    a === undefined && b === undefined ? undefined : { ...a, ...b };
  const merged = {
    ...base,
    ...added,
    rules: table(base.rules, added.rules),
    ecosystems: table(base.ecosystems, added.ecosystems),
    buildArgs: table(base.buildArgs, added.buildArgs),
    ignore:
      base.ignore || added.ignore ? [...(base.ignore ?? []), ...(added.ignore ?? [])] : undefined,
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function lintOptions(values: FileValues, rules: Knowledge["rules"]): LintOptions {
  const { targets, buildPlatform, stage, buildArgs, targetPlatform, ecosystems } = values;
  return {
    targets: targets?.map(platform),
    buildPlatform: buildPlatform === undefined ? undefined : platform(buildPlatform),
    stage,
    buildArgs: buildArgs && new Map(Object.entries(buildArgs)),
    ...(targetPlatform === undefined ? {} : { targetPlatform }),
    rules: selectedRules(values, rules),
    severities: severitiesOf(values),
    ecosystems:
      ecosystems && new Map(Object.entries(ecosystems).map(([id, each]) => [id, each ?? {}])),
  };
}

/** The schema has made sure that it is one. */
function platform(text: string): Platform {
  return normalizePlatform(parsePlatform(text)!);
}

/** Undefined: those that are not off by default. */
function selectedRules(
  { select, ignore, rules: levels = {} }: FileValues,
  rules: Knowledge["rules"],
): ReadonlySet<string> | undefined {
  if (select === undefined && ignore === undefined && Object.keys(levels).length === 0) {
    return undefined;
  }
  const all = select?.includes("all") ?? false;
  const chosen = rules.filter(({ id, off }) => {
    const level = levels[id];
    if (level !== undefined) return level !== "off";
    return select === undefined ? !off : all || select.includes(id);
  });
  return new Set(chosen.map(({ id }) => id).filter((id) => !ignore?.includes(id)));
}

function severitiesOf({ rules = {} }: FileValues): LintOptions["severities"] {
  const given = Object.entries(rules).flatMap(([id, level]) => {
    const severity = SEVERITIES.find((each) => each === level);
    return severity === undefined ? [] : [[id, severity] as const];
  });
  return given.length > 0 ? new Map(given) : undefined;
}
