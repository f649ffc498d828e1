import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Ecosystem } from "../src/facts/ecosystem.ts";
import { type CommandFact, EcosystemIndex, readFacts } from "../src/facts/facts.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { SourceText } from "../src/text/source.ts";

const IDS =
  "cargo rustup c make cmake meson autotools maven gradle sbt ant java native-image dotnet composer bundler gem mix rebar cabal stack swift zig dart flutter php protoc".split(
    " ",
  );
const folder = new URL("../fixtures/ecosystems/", import.meta.url);
const present = new Set(readdirSync(new URL("../rules/ecosystems/", import.meta.url)));
const ecosystems: Ecosystem[] = [];
for (const id of IDS) {
  if (!present.has(`${id}.ts`)) {
    console.log("missing", id);
    continue;
  }
  const module = await import(`../rules/ecosystems/${id}.ts`);
  const name = id.replace(/-(\w)/g, (_, l: string) => l.toUpperCase());
  ecosystems.push(module[name]);
}

describe.each(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem] as const))(
  "%s",
  (id, one) => {
    const index = new EcosystemIndex([one]);
    const lines = readFileSync(new URL(`${id}.commands`, folder), "utf8").split("\n");
    const cases = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
    test.each(cases)("%s", (line) => {
      const end = line.lastIndexOf(" | ", line.endsWith("| -") ? undefined : lastColumns(line));
      const command = line.slice(0, end);
      expect(`${command} | ${describeFact(factOf(command, index))}`).toBe(line.trim());
    });
  },
);
function lastColumns(line: string): number {
  let at = line.length;
  for (let column = 0; column < 3; column++) at = line.lastIndexOf(" | ", at - 1);
  return at;
}
function factOf(command: string, index: EcosystemIndex): CommandFact | undefined {
  const text = `FROM base\nARG TARGETARCH\nWORKDIR /src\nRUN ${command}\n`;
  const graph = buildGraph(parseDockerfile(new SourceText("Dockerfile", text)));
  return readFacts(graph.stages[0]!.steps[0]!, "base", index).at(-1);
}
function describeFact(fact: CommandFact | undefined): string {
  if (fact === undefined) return "-";
  const { role, output, heavy, hazard } = fact.recognition;
  const cost = heavy === undefined ? "light" : heavy.native.possible ? "native" : "unavoidable";
  return [role, output, hazard ? `${cost} hazard` : cost].join(" | ");
}
