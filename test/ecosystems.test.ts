import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ecosystems } from "../rules/index.ts";
import { type CommandFact, EcosystemIndex, readFacts } from "../src/facts/facts.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { SourceText } from "../src/text/source.ts";

/**
 * What each ecosystem says of a command, as a table in `fixtures/ecosystems/<id>.commands`:
 * `command | role | output | cost`, where the cost is `light`, `native` (heavy, and there is a way
 * around emulation) or `unavoidable` (heavy, and there is none), followed by `hazard` where it is
 * known to break under emulation. `command | -` is none of the ecosystem's business. A script's
 * last recognised command counts.
 */
const folder = new URL("../fixtures/ecosystems/", import.meta.url);

test("every ecosystem has a table of commands", () => {
  const tables = readdirSync(folder).map((file) => file.replace(".commands", ""));
  expect(ecosystems.map(({ id }) => id).toSorted()).toEqual(tables.toSorted());
});

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

/** Where the last three columns begin: commands have pipes too. */
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
