import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The layers, in the only order in which they may import: a file imports from above or beside. */
const LAYERS = [
  "src/text",
  "src/platform",
  "src/syntax",
  "src/graph",
  "src/facts",
  "src/flow",
  "src/rule",
  "rules",
  "src/engine",
  "src/config",
  "src/context",
  "src/report",
  "src/index.ts",
  "src/lsp",
  "src/cli",
  "src/dev",
];

/** Only these may use Node: everything else runs in a browser. */
const NODE_LAYERS = ["src/config/node", "src/context/node", "src/lsp", "src/cli", "src/dev"];

const files = ["src", "rules"]
  .flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true, recursive: true }))
  .filter(({ name }) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)));

describe.each(files)("%s", (file) => {
  const imports = importsOf(file);

  test("imports only from its own layer and those above", () => {
    const own = layerOf(file);
    const inner = imports.filter((each) => each.startsWith("."));
    const targets = inner.map((each) => relative(root, resolve(root, dirname(file), each)));
    expect(targets.filter((target) => layerOf(target) > own)).toEqual([]);
  });

  test.skipIf(NODE_LAYERS.some((layer) => file.startsWith(layer)))(
    "imports nothing from Node (the command line and the generators may)",
    () => {
      expect(imports.filter((each) => each.startsWith("node:"))).toEqual([]);
    },
  );
});

test("only the public entry, the command line and the generators see all the rules", () => {
  const importers = files.filter((file) =>
    importsOf(file).some((each) => each.endsWith("rules/index.ts")),
  );
  expect(importers.toSorted()).toEqual([
    "src/dev/generate-config.ts",
    "src/dev/generate-docs.ts",
    "src/index.ts",
  ]);
});

test("dockerfile-ast and unbash have one importer each", () => {
  for (const library of ["dockerfile-ast", "unbash"]) {
    expect(files.filter((file) => importsOf(file).includes(library))).toHaveLength(1);
  }
});

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]!);
}

function layerOf(file: string): number {
  const layer = LAYERS.findIndex((each) => file === each || file.startsWith(`${each}/`));
  expect(layer, `${file} belongs to no layer`).toBeGreaterThanOrEqual(0);
  return layer;
}
