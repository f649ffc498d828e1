import { mkdtempSync, rmSync, writeFileSync, existsSync, copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LintOptions } from "../../engine/lint.ts";
import { engine, parsePlatform } from "../../index.ts";
import type { SourceText } from "../../text/source.ts";
import { UsageError } from "../errors.ts";
import { type Build, build, BuildFailure } from "./build.ts";
import type { Builder } from "./builder.ts";
import { compareImages, type Difference } from "./compare.ts";
import type { Docker } from "./docker.ts";
import { pairSteps, round, type RunStep, runSteps, type StepPair } from "./steps.ts";

export interface VerifyRequest {
  readonly original: SourceText;
  readonly fixed: SourceText;
  readonly context: string;
  readonly docker: Docker;
  readonly builder: Builder;
  readonly lint: LintOptions;
  /** More words for `docker buildx build`. */
  readonly options: readonly string[];
}

/** What became of the original and the fixed file for one target. */
export interface Verification {
  readonly target: string;
  readonly original: BuildTimes;
  readonly fixed: BuildTimes;
  readonly steps: readonly StepPair[];
  readonly differences: readonly Difference[];
  /** How many files the original's image has. */
  readonly files: number;
}

/** In seconds. */
export interface BuildTimes {
  readonly seconds: number;
  /** In RUN steps. */
  readonly native: number;
  readonly emulated: number;
}

/** The fixed file does not build: the fix is wrong. */
export interface BrokenFix {
  readonly target: string;
  readonly failure: string;
}

/** Is told how far a build is. */
export interface Watcher {
  /** Takes a line of BuildKit's progress. */
  follow(line: string): void;
  end(): void;
}

/**
 * Builds both files for a target and compares the images.
 *
 * @throws {UsageError} where the original does not build
 */
export async function verify(
  request: VerifyRequest,
  target: string,
  watch: (what: "original" | "fixed") => Watcher,
): Promise<Verification | BrokenFix> {
  const original = await watched(watch("original"), (follow) =>
    buildOriginal(request, target, follow),
  );
  const fixed = await watched(watch("fixed"), (follow) => buildFixed(request, target, follow));
  if (fixed instanceof BuildFailure) return { target, failure: fixed.message };
  const [before, after] = [
    stepsOf(original, request.original, request, target),
    stepsOf(fixed, request.fixed, request, target),
  ];
  return {
    target,
    original: timesOf(original, before),
    fixed: timesOf(fixed, after),
    steps: pairSteps(before, after),
    differences: compareImages(original, fixed),
    files: [...original.files.values()].filter(({ type }) => type !== "folder").length,
  };
}

async function watched<T>(
  watcher: Watcher,
  work: (follow: (line: string) => void) => Promise<T>,
): Promise<T> {
  try {
    return await work((line) => watcher.follow(line));
  } finally {
    watcher.end();
  }
}

async function buildOriginal(
  request: VerifyRequest,
  target: string,
  onProgress: (line: string) => void,
): Promise<Build> {
  const { original, docker, builder } = request;
  try {
    return await build(docker, builder, toBuild(request, original.path, target), onProgress);
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw new UsageError(
      `${original.path} does not build for ${target}, so there is nothing to compare with\n${error.message}`,
    );
  }
}

/** Builds from a copy: the file itself is left as it is. */
async function buildFixed(
  request: VerifyRequest,
  target: string,
  onProgress: (line: string) => void,
): Promise<Build | BuildFailure> {
  const { original, fixed, docker, builder } = request;
  const folder = mkdtempSync(join(tmpdir(), "dockerlint-xarch-"));
  try {
    const path = join(folder, "Dockerfile");
    writeFileSync(path, fixed.text);
    // BuildKit looks for it beside the Dockerfile and under its name.
    const ignored = `${original.path}.dockerignore`;
    if (existsSync(ignored)) copyFileSync(ignored, `${path}.dockerignore`);
    return await build(docker, builder, toBuild(request, path, target), onProgress);
  } catch (error) {
    if (error instanceof BuildFailure) return error;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toBuild({ context, options }: VerifyRequest, dockerfile: string, target: string) {
  return { context, dockerfile, target, options, tag: `dockerlint-xarch-verify:${process.pid}` };
}

function stepsOf(
  { steps }: Build,
  source: SourceText,
  { lint, builder }: VerifyRequest,
  target: string,
): RunStep[] {
  const [machine] = builder.platforms;
  const analysis = engine.analyse(source, {
    ...lint,
    targets: [parsePlatform(target)!],
    buildPlatform: machine === undefined ? undefined : parsePlatform(machine),
  });
  return runSteps(steps, analysis, target);
}

function timesOf({ seconds }: Build, steps: readonly RunStep[]): BuildTimes {
  const sum = (emulated: boolean) => {
    const own = steps.filter((step) => step.emulated === emulated);
    return round(own.reduce((total, step) => total + step.seconds, 0));
  };
  return { seconds: round(seconds), native: sum(false), emulated: sum(true) };
}
