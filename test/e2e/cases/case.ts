import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Surroundings } from "../../../src/context/node/surroundings.ts";
import { fixSource } from "../../../src/engine/fix.ts";
import { engine, parsePlatform, plan, type Platform, SourceText } from "../../../src/index.ts";

/** npm starts everything from the root of the repository. */
const FOLDER = "test/e2e/cases";

/**
 * A Dockerfile as its author wrote it, and as it becomes: the folder `original` is the build context
 * with its Dockerfile, `fixed.Dockerfile` is what the fixes make of it.
 */
export interface Case {
  readonly name: string;
  /** The build context. */
  readonly context: string;
  readonly original: string;
  readonly fixed: string;
  /** Which fixes make it; undefined where it is written by hand. */
  readonly fixes: "safe" | "unsafe" | undefined;
  readonly targets: readonly string[];
  /** Those that take so long that they are built on request only. */
  readonly slowTargets: readonly string[];
  /** How many RUN steps of the fixed file are still emulated; undefined where `prints` tells more. */
  readonly emulatedSteps: number | undefined;
  /** How the paths begin that ship code for the machine that builds, in the original only. */
  readonly leaks: string | undefined;
  /** What a step of the fixed file prints, where it has to run and finds its work done. */
  readonly prints: string;
}

interface CaseFile {
  readonly fixes?: "safe" | "unsafe";
  readonly targets: readonly string[];
  readonly slowTargets?: readonly string[];
  readonly emulatedSteps?: number;
  readonly leaks?: string;
  readonly prints?: string;
}

/** Every case, in order of its name. */
export function cases(): Case[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readCase(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function readCase(name: string): Case {
  const folder = join(FOLDER, name);
  const context = join(folder, "original");
  const file = JSON.parse(readFileSync(join(folder, "case.json"), "utf8")) as CaseFile;
  return {
    name,
    context,
    fixes: file.fixes,
    targets: file.targets,
    slowTargets: file.slowTargets ?? [],
    emulatedSteps: file.emulatedSteps,
    leaks: file.leaks,
    prints: file.prints ?? "",
    original: readFileSync(join(context, "Dockerfile"), "utf8"),
    fixed: readFileSync(join(folder, "fixed.Dockerfile"), "utf8"),
  };
}

/** What the command's fixes make of a case's original, built for all its targets. */
export async function repair(each: Case): Promise<string> {
  const source = new SourceText(join(each.context, "Dockerfile"), each.original);
  const options = { targets: platformsOf(each), unsafe: each.fixes === "unsafe" };
  const complete = await new Surroundings().complete(options, source);
  return fixSource(engine, source, complete).after.text;
}

export function platformsOf({ targets, slowTargets }: Case): Platform[] {
  return [...targets, ...slowTargets].map((target) => parsePlatform(target)!);
}

/** The images that a Dockerfile starts from. */
export function baseImages(dockerfile: string): string[] {
  const { stages } = plan(dockerfile);
  const own = new Set(stages.map(({ name }) => name));
  const images = stages
    .map(({ base }) => base)
    .filter((base) => base !== "scratch" && !own.has(base));
  return [...new Set(images)];
}

/** A hash of every file of a folder, by name and content. */
export function hashFolder(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) hash.update(`${relative(folder, file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}
