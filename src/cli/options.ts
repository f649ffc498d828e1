import { Option, InvalidArgumentError } from "commander";
import type { LintOptions } from "../engine/lint.ts";
import type { GraphOptions } from "../graph/graph.ts";
import { normalizePlatform, parsePlatform, type Platform } from "../platform/platform.ts";
import { platformMistake } from "../platform/misspelling.ts";
import type { Rule } from "../rule/rule.ts";
import { UsageError } from "./errors.ts";
import { nearest } from "../text/nearest.ts";

/** The options that say what is built, as commander gives them. */
export interface BuildFlags {
  readonly targetPlatform?: readonly Platform[];
  readonly buildPlatform?: Platform;
  readonly target?: string;
  readonly buildArg?: ReadonlyMap<string, string>;
}

export function buildOptions(): Option[] {
  return [
    targetPlatforms(),
    new Option(
      "--build-platform <platform>",
      "platform of the machine that builds (default: unknown; only $BUILDPLATFORM counts as native)",
    ).argParser(parseOnePlatform),
    new Option("--target <stage>", "stage that is built (default: the last)"),
    new Option("--build-arg <key=value>", "value of an ARG; may be repeated").argParser(
      addBuildArg,
    ),
  ];
}

export function targetPlatforms(): Option {
  return new Option(
    "--target-platform <list>",
    "platforms that the image is built for, such as linux/amd64,linux/arm64 (default: any foreign one)",
  ).argParser(parsePlatforms);
}

export function graphOptions(flags: BuildFlags): GraphOptions {
  return {
    targets: flags.targetPlatform,
    buildPlatform: flags.buildPlatform,
    stage: flags.target,
    buildArgs: flags.buildArg,
  };
}

function parseOnePlatform(text: string): Platform {
  const mistake = platformMistake(text);
  if (mistake !== undefined) throw new InvalidArgumentError(mistake);
  return normalizePlatform(parsePlatform(text.trim())!);
}

function parsePlatforms(text: string): Platform[] {
  return text.split(",").map(parseOnePlatform);
}

function addBuildArg(text: string, earlier: ReadonlyMap<string, string> | undefined) {
  const equals = text.indexOf("=");
  // As docker does: a name alone takes the value of the environment variable.
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? process.env[name] : text.slice(equals + 1);
  return new Map(earlier).set(name, value ?? "");
}

/** The options that choose rules. */
export interface RuleFlags {
  readonly select?: string;
  readonly ignore?: string;
}

/**
 * The rules that the command line chooses.
 * @param configured those that the configuration chooses; undefined: all that are not off
 * @throws {UsageError} where a rule does not exist
 */
export function selectedRules(
  { select, ignore }: RuleFlags,
  rules: readonly Rule[],
  configured?: LintOptions["rules"],
): LintOptions["rules"] {
  if (select === undefined && ignore === undefined) return configured;
  const defaults = configured ?? rules.filter(({ off }) => !off).map(({ id }) => id);
  const chosen = new Set(select === undefined ? defaults : readRuleList(select, rules));
  for (const id of ignore === undefined ? [] : readRuleList(ignore, rules)) chosen.delete(id);
  return chosen;
}

function readRuleList(list: string, rules: readonly Rule[]): string[] {
  const ids = rules.map(({ id }) => id);
  return list.split(",").flatMap((name) => {
    const id = name.trim();
    if (id === "all") return ids;
    if (!ids.includes(id)) throw unknownRule(id, ids);
    return [id];
  });
}

export function unknownRule(id: string, ids: readonly string[]): UsageError {
  const guess = nearest(id, ids);
  const hint = guess === undefined ? "" : ` Did you mean ${guess}?`;
  return new UsageError(`There is no rule "${id}".${hint} "dockerlint-xarch explain" lists them.`);
}

/** The options that choose the configuration. */
export function configOptions(): Option[] {
  return [
    new Option("--config <file>", "read this configuration instead of the nearest one"),
    new Option("--no-config", "read no configuration file"),
  ];
}
