import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { FolderContext } from "../../src/context/build-context.ts";
import { Discovery } from "../../src/context/discover.ts";
import { MemoryFiles } from "../../src/context/memory.ts";
import { engine } from "../../src/index.ts";
import { WATCHED } from "../../src/lsp/watched-files.ts";
import { SourceText } from "../../src/text/source.ts";
import { fixtures } from "../support/fixtures.ts";
import { globToRegExp } from "../support/globs.ts";

const patterns = WATCHED.map(({ globPattern }) => globToRegExp(globPattern as string));
const isWatched = (path: string) => patterns.some((pattern) => pattern.test(path));

/** Files that remember which of them were read, or would have been if they were there. */
class ReadFiles extends MemoryFiles {
  readonly wanted = new Set<string>();

  override read(path: string, maxBytes: number) {
    this.wanted.add(path);
    return super.read(path, maxBytes);
  }
}

/** The texts below a folder. */
function textsBelow(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path).replaceAll("\\", "/"), readFileSync(path, "utf8")]);
}

test("what is read to find out what is built for is watched", async () => {
  const root = "test/context/repositories";
  const wanted: string[] = [];
  for (const source of readdirSync(root)) {
    for (const name of readdirSync(join(root, source))) {
      const files = new ReadFiles(textsBelow(join(root, source, name)));
      await new Discovery(files).buildsOf("Dockerfile", new SourceText("Dockerfile", "FROM a\n"));
      wanted.push(...files.wanted);
    }
  }
  expect(wanted.length).toBeGreaterThan(100);
  expect([...new Set(wanted)].filter((path) => !isWatched(path))).toEqual([]);
});

test("what fixes read of the build context is watched", () => {
  const wanted = new Set<string>();
  for (const { source, folder, options } of fixtures()) {
    const own = options.context === undefined ? [] : textsBelow(join(folder, "context"));
    const files = new ReadFiles(own);
    const context = new FolderContext(files, "", "Dockerfile");
    for (const { remedy } of engine.lint(source, { ...options, context }).diagnostics) remedy?.();
    for (const path of files.wanted) wanted.add(path);
  }
  expect(wanted.size).toBeGreaterThan(5);
  expect([...wanted].filter((path) => !isWatched(path))).toEqual([]);
});

test("what has nothing to do with images is not", () => {
  const others = ["src/main.rs", "README.md", "app/page.tsx", "data/points.csv", "Dockerfile.png"];
  expect(others.filter(isWatched)).toEqual([]);
});
