/**
 * Compares the project with BuildKit over every Dockerfile below the given folders and prints
 * where they differ: `npm run oracle -- DIR...`. Needs Go.
 */
import { readFileSync } from "node:fs";
import { SourceText } from "../../src/text/source.ts";
import { dockerfilesBelow } from "./dockerfiles.ts";
import { askOracle } from "./oracle.ts";
import { disagreements } from "./disagreements.ts";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error("usage: npm run oracle -- DIR...");
  process.exit(2);
}

const paths = folders.flatMap(dockerfilesBelow);
const answers = askOracle(paths);
let differing = 0;
let solved = 0;
for (const answer of answers) {
  const source = new SourceText(answer.path, readFileSync(answer.path, "utf8"));
  const found = disagreements(source, answer);
  solved += answer.llb?.some(({ error }) => error === undefined) ? 1 : 0;
  if (found.length === 0) continue;
  differing++;
  console.log(`${answer.path}\n${found.map((line) => `  ${line}`).join("\n")}`);
}
console.log(`${paths.length} files, ${solved} that BuildKit converts, ${differing} that differ`);
process.exitCode = differing > 0 ? 1 : 0;
