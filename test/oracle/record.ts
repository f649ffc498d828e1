/**
 * Asks BuildKit about every fixture and keeps its answers in `answers.json`, so that `npm test`
 * needs no Go: `npm run oracle:record`. With `--check` writes nothing and fails where an answer
 * differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fixturePaths } from "../support/fixtures.ts";
import { askOracle, type OracleAnswer } from "./oracle.ts";

const file = "test/oracle/answers.json";
const answers = Object.fromEntries(
  askOracle(fixturePaths()).map((answer): [string, OracleAnswer] => {
    const path = answer.path.slice(answer.path.indexOf("fixtures/"));
    return [path, { ...answer, path }];
  }),
);
const text = `${JSON.stringify(answers, null, 1)}\n`;

if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error(`${file} is not what BuildKit says: run npm run oracle:record`);
  process.exitCode = 1;
}
console.log(`${Object.keys(answers).length} fixtures`);
