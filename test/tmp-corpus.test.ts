import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { test } from "vitest";
import type { Ecosystem } from "../src/facts/ecosystem.ts";
import { EcosystemIndex, readFacts } from "../src/facts/facts.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { SourceText } from "../src/text/source.ts";
const IDS =
  "cargo rustup c make cmake meson autotools maven gradle sbt ant java native-image dotnet composer bundler gem mix rebar cabal stack swift zig dart flutter php protoc".split(
    " ",
  );
test("corpus", async () => {
  const ecosystems: Ecosystem[] = [];
  for (const id of IDS) {
    const m = await import(`../rules/ecosystems/${id}.ts`);
    ecosystems.push(m[id.replace(/-(\w)/g, (_, l: string) => l.toUpperCase())]);
  }
  const index = new EcosystemIndex(ecosystems);
  const counts = new Map<string, number>();
  const walk = (dir: string): void => {
    for (const e of readdirSync(dir)) {
      const p = dir + "/" + e;
      if (statSync(p).isDirectory()) walk(p);
      else if (/Dockerfile$/i.test(p)) one(p);
    }
  };
  const one = (p: string): void => {
    const g = buildGraph(parseDockerfile(new SourceText(p, readFileSync(p, "utf8"))));
    for (const stage of g.stages) {
      const base =
        stage.base.known && stage.base.value.kind === "image"
          ? stage.base.value.reference
          : undefined;
      for (const step of stage.steps)
        for (const f of readFacts(step, base, index)) {
          const r = f.recognition;
          const line = [
            f.ecosystem,
            r.role,
            r.output,
            (r.heavy ? (r.heavy.native.possible ? "native" : "unavoidable") : "light") +
              (r.hazard ? " hazard" : ""),
            f.command.words
              .map((w) => w.value)
              .join(" ")
              .replace(/\s+/g, " ")
              .slice(0, 150),
          ].join(" | ");
          counts.set(line, (counts.get(line) ?? 0) + 1);
        }
    }
  };
  walk("/work/shared/corpus");
  writeFileSync(
    "/tmp/corpus.txt",
    [...counts]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([k, v]) => `${v}\t${k}`)
      .join("\n"),
  );
}, 120000);
