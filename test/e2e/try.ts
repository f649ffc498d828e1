/**
 * Holds Dockerfiles that are not written yet against a case's original:
 * `node src/dev/run.mjs test/e2e/try.ts CASE TARGET [FILE...]`; without FILE the case's own fixed one.
 */
import { readFileSync } from "node:fs";
import { readCase } from "./cases/case.ts";
import { type CaseBuild, CaseRunner } from "./cases/run-case.ts";
import { compare, formatDifferences } from "../../src/cli/verify/compare.ts";
import { openEnvironment } from "./environment/environment.ts";

const say = (line: string) => console.log(new Date().toISOString().slice(11, 19), line);
const [name, target, ...files] = process.argv.slice(2);
if (name === undefined || target === undefined)
  throw new Error("usage: try.ts CASE TARGET [FILE...]");

const environment = await openEnvironment([target], say);
if ("unavailable" in environment) throw new Error(environment.unavailable);
try {
  const runner = new CaseRunner(() => environment, say);
  const test = readCase(name);
  const original = await runner.original(test, target);
  say(timesOf("original", original));
  for (const file of files.length > 0 ? files : [`test/e2e/cases/${name}/fixed.Dockerfile`]) {
    const build = await runner
      .rewritten(test, file, readFileSync(file, "utf8"), target)
      .catch((error: Error) => say(`${file}: ${error.message}`));
    if (build === undefined) continue;
    say(timesOf(file, build));
    say(formatDifferences(compare(original.files, build.files)));
  }
} finally {
  await environment.stop();
}

function timesOf(what: string, { run, seconds, size }: CaseBuild): string {
  const [native, emulated, whole] = [run.native, run.emulated, seconds].map((s) => s.toFixed(1));
  const megabytes = (size / 1e6).toFixed(1);
  return `${what}: RUN ${native} s native, ${emulated} s emulated; whole ${whole} s; ${megabytes} MB`;
}
