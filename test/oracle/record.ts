/**
 * Asks BuildKit about every fixture and keeps its answers in `answers.json`, and in
 * `fixed-answers.json` what it says of the fixed ones, so that `npm test` needs no Go:
 * `npm run oracle:record`. With `--check` writes nothing and fails where an answer differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fixedFixtures, fixturePaths } from "../support/fixtures.ts";
import { askOracle, type OracleAnswer } from "./oracle.ts";
import { verdictOf } from "./verdict.ts";

const answers = ask(fixturePaths());
keep("test/oracle/answers.json", Object.fromEntries(answers));
const fixed = ask(fixedFixtures().map(({ path }) => path));
const verdicts = fixed.map(([path, answer]) => [path, verdictOf(answer)] as const);
keep("test/oracle/fixed-answers.json", Object.fromEntries(verdicts));
console.log(`${answers.length} fixtures, ${fixed.length} fixed ones`);

function ask(paths: readonly string[]): [string, OracleAnswer][] {
  return askOracle(paths).map((answer) => {
    const path = answer.path.slice(answer.path.indexOf("fixtures/"));
    return [path, { ...answer, path }];
  });
}

function keep(file: string, content: object): void {
  const text = `${JSON.stringify(content, null, 1)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`${file} is not what BuildKit says: run npm run oracle:record`);
    process.exitCode = 1;
  }
}
