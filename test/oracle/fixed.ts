/**
 * Fixes every Dockerfile below the given folders that BuildKit takes, safely and unsafely, and asks
 * BuildKit about the results: `npm run oracle:fixed -- DIR...`. Prints which files are refused, have
 * a new warning of BuildKit's own checks, or change again when they are fixed again. Needs Go.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fix, type FixResult } from "../../src/index.ts";
import { dockerfilesBelow } from "./dockerfiles.ts";
import { askOracle } from "./oracle.ts";
import { spoiltBy, verdictOf } from "./verdict.ts";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error("usage: npm run oracle:fixed -- DIR...");
  process.exit(2);
}

const paths = folders.flatMap(dockerfilesBelow);
const before = askOracle(paths).map(verdictOf);
const taken = paths.filter((_, index) => before[index]!.refused === undefined);
console.log(`${paths.length} files, ${taken.length} that BuildKit takes`);
for (const unsafe of [false, true]) check(unsafe);

function check(unsafe: boolean): void {
  const results = taken.map((path) => [path, fixFile(path, unsafe)] as const);
  const changed = results.filter(([, { before, after }]) => before.text !== after.text);
  const counts = { changed: changed.length, spoilt: 0, restless: 0 };
  const verdicts = askAbout(changed.map(([, { after }]) => after.text));
  changed.forEach(([path, result], index) => {
    const spoilt = spoiltBy(before[paths.indexOf(path)]!, verdicts[index]!);
    const again = fix(result.after.text, { unsafe }).after.text;
    if (spoilt.length > 0) counts.spoilt++;
    if (again !== result.after.text) {
      counts.restless++;
      spoilt.push("it changes again when it is fixed again");
    }
    if (spoilt.length > 0) console.log(`${path}\n${spoilt.map((line) => `  ${line}`).join("\n")}`);
  });
  console.log(
    `${unsafe ? "unsafe" : "safe"} fixes: ${counts.changed} files changed, ${counts.spoilt} refused ` +
      `or warned of, ${counts.restless} not stable`,
  );
  countBy(
    results.flatMap(([, { applied }]) => applied.map((each) => each.rule)),
    "applied",
  );
  countBy(
    results.flatMap(([, { skipped }]) => skipped.flatMap(takenBack)),
    "taken back",
  );
  if (counts.spoilt + counts.restless > 0) process.exitCode = 1;
}

/** Rules whose fixes the engine took back, and why. */
function takenBack({ rule, reason }: FixResult["skipped"][number]): string[] {
  return reason.includes("--unsafe-fixes") ? [] : [`${rule}: ${reason.replace(/: .*/, "")}`];
}

function fixFile(path: string, unsafe: boolean): FixResult {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(readFileSync(path));
  return fix(text, { path, unsafe });
}

function askAbout(texts: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "oracle-fixed-"));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.Dockerfile`);
      writeFileSync(file, text);
      return file;
    });
    return askOracle(files).map(verdictOf);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function countBy(names: readonly string[], what: string): void {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  for (const [name, count] of sorted) console.log(`  ${what} ${count} ${name}`);
}
