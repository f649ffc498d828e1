import { fixSource } from "../../engine/fix.ts";
import type { LintOptions } from "../../engine/lint.ts";
import { engine, formatPlatform } from "../../index.ts";
import { SourceText } from "../../text/source.ts";
import { EXIT, UsageError } from "../errors.ts";
import { type ConfigFlags, OptionsReader } from "../file-options.ts";
import type { BuildFlags } from "../options.ts";
import { print, printError } from "../output.ts";
import { readDockerfile } from "../read-file.ts";
import { Surroundings } from "../../context/node/surroundings.ts";
import { type ColorChoice, colorsFor } from "../terminal.ts";
import { type Builder, checkTarget, inspectBuilder } from "./builder.ts";
import { Docker } from "./docker.ts";
import { BuildProgress } from "./progress-line.ts";
import { isSame, type VerifyReport, verifyToText } from "./report.ts";
import { verify } from "./verify.ts";

export interface VerifyFlags extends BuildFlags, ConfigFlags {
  readonly context?: string;
  readonly fixed?: string;
  readonly unsafeFixes?: boolean;
  readonly builder?: string;
  readonly format: "text" | "json";
  readonly color: ColorChoice;
}

/**
 * Builds a Dockerfile and what the fixes make of it, and compares the images.
 *
 * @param words more for `docker buildx build`
 * @returns the exit status: 0 only where the images mean the same for all targets
 */
export async function verifyCommand(
  path: string,
  words: readonly string[],
  flags: VerifyFlags,
): Promise<number> {
  const original = read(path);
  const around = new Surroundings();
  const options = await new OptionsReader(flags).for(path);
  const lint = await around.complete(options.lint, original);
  const fixed = flags.fixed === undefined ? repair(original, lint, flags) : read(flags.fixed);
  if (fixed.text === original.text) {
    printError(`dockerlint-xarch: ${unchanged(original, lint, flags)}`);
    return EXIT.clean;
  }
  const docker = new Docker(["docker"]);
  const builder = await inspectBuilder(docker, flags.builder);
  const targets = lint.targets?.map(formatPlatform) ?? [foreignTo(builder)];
  for (const target of targets) checkTarget(builder, target);
  const request = {
    original,
    fixed,
    docker,
    builder,
    lint,
    context: flags.context ?? (await around.contextOf(original)),
    options: [...buildWords(flags), ...words],
  };
  const results: VerifyReport["targets"][number][] = [];
  for (const target of targets) {
    const watch = (what: string) => new BuildProgress(`${path}, ${what} for ${target}`);
    const result = await verify(request, target, watch);
    results.push("failure" in result ? result : { ...result, same: isSame(result) });
  }
  const buildPlatform = builder.platforms[0] ?? null;
  const report: VerifyReport = {
    version: 1,
    path,
    buildPlatform,
    builder: builder.name,
    targets: results,
  };
  print(
    flags.format === "json"
      ? `${JSON.stringify(report, null, 2)}\n`
      : verifyToText(report, await colorsFor(flags.color)),
  );
  return results.every(isSame) ? EXIT.clean : EXIT.findings;
}

function read(path: string): SourceText {
  const file = readDockerfile(path);
  if ("message" in file) throw new UsageError(`${file.path} ${file.message}.`);
  if (file.lossy) throw new UsageError(`${path} is not valid UTF-8. Save it as UTF-8.`);
  return file.source;
}

function repair(original: SourceText, lint: LintOptions, { unsafeFixes }: VerifyFlags): SourceText {
  return fixSource(engine, original, { ...lint, unsafe: unsafeFixes === true }).after;
}

function unchanged(original: SourceText, lint: LintOptions, flags: VerifyFlags): string {
  const nothing = "there is nothing to compare";
  if (flags.fixed !== undefined)
    return `${flags.fixed} is the same as ${original.path}: ${nothing}.`;
  const more = repair(original, lint, { ...flags, unsafeFixes: true });
  const hint = more.text === original.text ? "" : " --unsafe-fixes would.";
  return `no fix changes ${original.path}: ${nothing}.${hint}`;
}

/** Where nobody says what the image is built for, the platform that most machines do not have. */
function foreignTo({ platforms: [machine] }: Builder): string {
  return machine === "linux/arm64" ? "linux/amd64" : "linux/arm64";
}

/** What the flags say, in docker's words. */
function buildWords({ target, buildArg }: VerifyFlags): string[] {
  return [
    ...(target === undefined ? [] : ["--target", target]),
    ...[...(buildArg ?? [])].flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
  ];
}
