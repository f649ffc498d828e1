import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixturePaths, readText } from "../support/fixtures.ts";
import { disagreements } from "./disagreements.ts";
import type { OracleAnswer } from "./oracle.ts";

/** What BuildKit itself says about each fixture; `npm run oracle:record` asks it anew. */
const answers = JSON.parse(
  readFileSync(new URL("answers.json", import.meta.url), "utf8"),
) as Record<string, OracleAnswer>;

describe("the project sees what BuildKit sees", () => {
  test.each(fixturePaths())("%s", (path) => {
    const answer = answers[path];
    expect(answer, "BuildKit was not asked: run npm run oracle:record").toBeDefined();
    expect(disagreements(readText(path), answer!)).toEqual([]);
  });

  test("no answer is left of a fixture that is gone", () => {
    expect(Object.keys(answers).toSorted()).toEqual(fixturePaths().toSorted());
  });
});
