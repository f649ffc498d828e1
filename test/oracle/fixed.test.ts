import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixedFixtures, fixtures } from "../support/fixtures.ts";
import type { OracleAnswer } from "./oracle.ts";
import { spoiltBy, type Verdict, verdictOf } from "./verdict.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
/** What BuildKit says of each fixture, and of what fixes make of it. */
const answers = read("answers.json") as Record<string, OracleAnswer>;
const verdicts = read("fixed-answers.json") as Record<string, Verdict>;

const explicit = new Set(
  fixtures()
    .filter(({ options }) => options.targetPlatform === "explicit")
    .map(({ source }) => source.path),
);

describe("BuildKit takes what fixes make, and warns of nothing new", () => {
  test.each(fixedFixtures().map((fixed) => [fixed.path, fixed] as const))("%s", (path, fixed) => {
    const verdict = verdicts[path];
    expect(verdict, "BuildKit was not asked: run npm run oracle:record").toBeDefined();
    const spoilt = spoiltBy(verdictOf(answers[fixed.original]!), verdict!);
    // Who wants $TARGETPLATFORM spelled out wants it against BuildKit's advice.
    const wanted = explicit.has(fixed.original) ? /RedundantTargetPlatform/ : /^$/;
    expect(spoilt.filter((each) => !wanted.test(each))).toEqual([]);
  });

  test("no answer is left of a fixture that is gone", () => {
    const paths = fixedFixtures().map(({ path }) => path);
    expect(Object.keys(verdicts).toSorted()).toEqual(paths);
  });
});
