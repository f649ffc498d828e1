import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config/read.ts";
import { engine } from "../src/index.ts";

/** Editors check with the published schema what the program checks with its own. */
const schema = JSON.parse(readFileSync("schema/config.schema.json", "utf8")) as object;
const validate = new Ajv({ strict: true }).compile(schema);

describe("the published schema and the program agree", () => {
  test.each([
    ["", true],
    ["targets: [linux/arm64]\nbuildPlatform: linux/amd64\nstage: app", true],
    ["extends: a.yaml", true],
    ["extends: [a.yaml, b.yaml]", true],
    ["extends: 3", false],
    ["rules: {emulated-step: off, hardcoded-arch: error}", true],
    ["rules: {emulated-step: warn}", false],
    ["rules: {no-such-rule: off}", false],
    ["select: [all]\nignore: [emulated-step]", true],
    ["ignore: [all]", false],
    ["ecosystems: {pip: {enabled: false}}", true],
    ["ecosystems: {pip: false}", false],
    ["ecosystems: {curl: {strategy: move}}", false],
    ["overrides: [{files: [a], rules: {emulated-step: off}}]", true],
    ["overrides: [{rules: {emulated-step: off}}]", false],
    ["overrides: [{files: [a], extends: b}]", false],
    ["buildArgs: {A: '1'}", true],
    ["buildArgs: {A: 1}", false],
    ["failOn: off", false],
    ["fail_on: error", false],
    ['$schema: "x"', true],
  ])("%s", (text, isRight) => {
    expect(validate(parse(text) ?? {})).toBe(isRight);
    const read = readConfig("x.yaml", text, engine);
    expect(!Array.isArray(read)).toBe(isRight);
  });
});

test("it knows every rule and ecosystem, with what each is about", () => {
  const { properties } = schema as { properties: Record<string, { properties: object }> };
  expect(Object.keys(properties["rules"]!.properties)).toEqual(engine.rules.map(({ id }) => id));
  expect(Object.keys(properties["ecosystems"]!.properties)).toEqual(
    engine.ecosystems.map(({ id }) => id),
  );
});
