import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import type { Build } from "../../src/context/build.ts";
import { Discovery } from "../../src/context/discover.ts";
import { MemoryFiles } from "../../src/context/memory.ts";
import { SOURCES } from "../../src/context/sources/index.ts";
import { formatPlatform } from "../../src/platform/platform.ts";
import { SourceText } from "../../src/text/source.ts";

/**
 * Each folder below `repositories/<source>/` is a repository. What is found in it stands in its
 * `builds.txt`: every build as its file says it, and then what they come to for each Dockerfile.
 */
const root = join(import.meta.dirname, "repositories");
const cases = readdirSync(root).flatMap((source) =>
  readdirSync(join(root, source)).map((name) => `${source}/${name}`),
);

test.each(cases)("%s", async (name) => {
  const texts = readRepository(name);
  const discovery = new Discovery(new MemoryFiles(texts));
  const lines: string[] = [];
  for (const [path, text] of texts) {
    if (!path.endsWith("Dockerfile")) continue;
    lines.push(...(await describeFile(discovery, path, text)));
  }
  const builds = discovery.builds.map(describeBuild);
  const notes = discovery.notes.map(({ place, message }) => {
    return `note: ${place.path}:${place.line} ${message}`;
  });
  const shown = [...builds, ...notes, "", ...lines, ""].join("\n");
  await expect(shown).toMatchFileSnapshot(join(root, name, "builds.txt"));
});

test.each(cases)("%s: files that end anywhere are notes at most", async (name) => {
  const texts = readRepository(name);
  for (const part of [0.2, 0.5, 0.8, 0.95]) {
    const cut = texts.map(([path, text]) => [path, text.slice(0, text.length * part)] as const);
    const discovery = new Discovery(new MemoryFiles(cut));
    await discovery.buildsOf("Dockerfile", new SourceText("Dockerfile", "FROM scratch\n"));
    for (const { message } of discovery.notes) expect(message).toMatch(/^cannot be read: /);
  }
});

test("every source has its repositories", () => {
  const folders = new Set(cases.map((name) => name.split("/")[0]));
  expect(SOURCES.map(({ id }) => id).filter((id) => !folders.has(id))).toEqual([]);
});

/** The files of a repository, in order of their paths. */
function readRepository(name: string): (readonly [path: string, text: string])[] {
  const folder = join(root, name);
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== "builds.txt")
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
    .map((path) => [path, readFileSync(join(folder, path), "utf8")] as const);
}

function describeBuild(build: Build): string {
  const { dockerfile, context, targets, machine, stage, args, from } = build;
  const on = machine === undefined || machine === "any" ? machine : formatPlatform(machine);
  return [
    `${from.path}:${from.line}: ${dockerfile} with ${context === undefined ? "?" : context || "."}`,
    targets?.map(formatPlatform).join(" ") ?? "no platforms",
    ...(on === undefined ? [] : [`on ${on}`]),
    ...(stage === undefined ? [] : [`stage ${stage}`]),
    ...[...args].map(([name, value]) => `${name}=${value}`),
  ].join(", ");
}

async function describeFile(discovery: Discovery, path: string, text: string): Promise<string[]> {
  const found = await discovery.buildsOf(path, new SourceText(path, text));
  const where = `context ${found.context === undefined ? "unknown" : found.context || "."}`;
  const stages = found.stages.length > 0 ? `, stages ${found.stages.join(" ")}` : "";
  return [
    `${path}: ${where}${stages}`,
    ...found.builds.map(({ options, places }) => {
      const native = (options.nativeTargets ?? []).map(formatPlatform);
      const parts = [
        `  for ${options.targets!.map(formatPlatform).join(" ")}`,
        ...(native.length > 0 ? [`native ${native.join(" ")}`] : []),
        ...(options.buildPlatform ? [`on ${formatPlatform(options.buildPlatform)}`] : []),
        ...(options.stage === undefined ? [] : [`stage ${options.stage}`]),
        ...[...(options.buildArgs ?? [])].map(([name, value]) => `${name}=${value}`),
        `(${places.map((place) => `${place.path}:${place.line}`).join(" ")})`,
      ];
      return parts.join(", ");
    }),
    ...found.notes.map(({ place, message }) => `  note: ${place.path}:${place.line} ${message}`),
  ];
}
