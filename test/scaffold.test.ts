import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { EcosystemIndex, readFacts } from "../src/facts/facts.ts";
import { buildGraph } from "../src/graph/graph.ts";
import type { Ecosystem } from "../src/rule/ecosystem.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { SourceText } from "../src/text/source.ts";
import { scaffoldEcosystem } from "../src/dev/scaffold.ts";

const root = new URL("..", import.meta.url).pathname;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe("a new ecosystem", () => {
  test("is a file that compiles and a table that holds", async () => {
    const { files } = scaffoldEcosystem("brand-new", ["npm"]);
    expect([...files.keys()]).toEqual([
      "rules/ecosystems/brand-new.ts",
      "fixtures/ecosystems/brand-new.commands",
    ]);
    // Beside the real ones, where its imports lead somewhere; no generator looks there.
    const folder = mkdtempSync(join(root, "node_modules", ".scaffold-"));
    folders.push(folder);
    const path = join(folder, "rules/ecosystems/brand-new.ts");
    mkdirSync(dirname(path), { recursive: true });
    const text = files.get("rules/ecosystems/brand-new.ts")!;
    const imports = text.replaceAll('"../shared/', `"${root}rules/shared/`);
    writeFileSync(path, imports.replaceAll('"../../src/', `"${root}src/`));
    const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as {
      brandNew: Ecosystem;
    };

    const index = new EcosystemIndex([module.brandNew]);
    const table = files.get("fixtures/ecosystems/brand-new.commands")!;
    for (const line of table.split("\n").filter((each) => each.startsWith("brand-new"))) {
      const [command, role = "-", output] = line.split(" | ");
      const text = `FROM base\nRUN ${command}\n`;
      const graph = buildGraph(parseDockerfile(new SourceText("Dockerfile", text)));
      const fact = readFacts(graph.stages[0]!.steps[0]!, "base", index).at(-1);
      expect(fact?.recognition.role ?? "-").toBe(role);
      expect(fact?.recognition.output).toBe(output);
    }
  });

  test.each([
    ["npm", "there is an ecosystem npm already"],
    ["../evil", '"../evil" is no name: use small letters, digits and hyphens'],
    ["Upper", '"Upper" is no name: use small letters, digits and hyphens'],
  ])("%s is refused", (id, message) => {
    expect(() => scaffoldEcosystem(id, ["npm"])).toThrow(message);
  });
});
