// scratch: run one case, or a variant file
import { readFileSync } from "node:fs";
import { openEnvironment } from "./environment/environment.ts";
import { CaseRunner } from "./cases/run-case.ts";
import { readCase } from "./cases/case.ts";
import { compare, formatDifferences } from "./compare/compare.ts";
const say = (line: string) => console.log(new Date().toISOString().slice(11, 19), line);
const [name, target, ...files] = process.argv.slice(2) as [string, string, ...string[]];
const env = await openEnvironment([target], say);
if ("unavailable" in env) throw new Error(env.unavailable);
const runner = new CaseRunner(() => env, say);
const test = readCase(name);
const row = (what: string, b: any) =>
  console.log(
    what,
    `native ${b.run.native.toFixed(1)} emulated ${b.run.emulated.toFixed(1)} whole ${b.seconds.toFixed(1)} size ${b.size}`,
  );
const original = await runner.original(test, target);
row("original", original);
for (const file of files.length ? files : [`test/e2e/cases/${name}/fixed.Dockerfile`]) {
  try {
    const b = await runner.rewritten(test, file, readFileSync(file, "utf8"), target);
    row(file, b);
    console.log(formatDifferences(compare(original.files, b.files), 15));
    console.log(
      JSON.stringify(b.config) === JSON.stringify(original.config)
        ? "config same"
        : `config ${JSON.stringify(b.config)} vs ${JSON.stringify(original.config)}`,
    );
  } catch (e) {
    console.log(file, String(e));
  }
}
env.stop();
