import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { initialConfig } from "../src/config/initial.ts";
import { readConfig } from "../src/config/read.ts";
import { engine } from "../src/index.ts";
import { folderWith, runCli } from "./support/cli.ts";

const SLOW = "FROM python:3.12\nRUN pip install flask\n";
const NAME = ".dockerlint-xarch.yaml";

/** The text with its examples made settings: what stands behind `# KEY:` and the lines below. */
function uncommented(text: string): string {
  let inside = false;
  const lines = text.split("\n").map((line) => {
    inside = /^# \w+:/.test(line) || (inside && line.startsWith("#   "));
    return inside ? line.slice(2) : line;
  });
  return lines.join("\n");
}

describe("the file that init writes", () => {
  const facts = {
    declared: [
      {
        dockerfile: "web/Dockerfile",
        platforms: ["linux/amd64", "linux/arm64"],
        places: ["docker-bake.hcl:4", "x\ny: 3:1"],
      },
    ],
    ecosystems: engine.ecosystems.map(({ id }) => id),
    schema: "node_modules/x/schema.json",
  };

  test.each([
    ["with nothing found", { declared: [], ecosystems: [], schema: undefined }],
    ["with all there is", facts],
  ])("is right as it is, and with each example in force, %s", (_, found) => {
    const text = initialConfig(found, engine);
    expect(readConfig(NAME, text, engine)).toMatchObject({ values: { failOn: "warning" } });
    const all = readConfig(NAME, uncommented(text), engine);
    expect(all).toMatchObject({
      values: {
        targets: ["linux/amd64", "linux/arm64"],
        rules: { "emulated-unavoidable": "info" },
        overrides: [{ files: ["*.dev.Dockerfile"], rules: { "emulated-step": "off" } }],
      },
    });
  });

  test("says what was found", () => {
    const text = initialConfig(facts, engine);
    expect(text).toContain(
      "#   web/Dockerfile for linux/amd64, linux/arm64 (docker-bake.hcl:4, x?y: 3:1)\n",
    );
  });
});

test("init writes it, and it changes nothing", () => {
  const cwd = folderWith({ Dockerfile: SLOW });
  const before = runCli([], { cwd });
  const { stdout, status } = runCli(["init"], { cwd });
  expect([stdout, status]).toEqual([`Wrote ${NAME}.\n`, 0]);
  expect(readFileSync(join(cwd, NAME), "utf8")).toMatch(/^# Configuration of/);
  expect(runCli([], { cwd })).toEqual(before);
});

test("init tells what the project builds for", () => {
  const bake = 'target "app" {\n  platforms = ["linux/amd64", "linux/arm64"]\n}\n';
  const cwd = folderWith({ Dockerfile: SLOW, "docker-bake.hcl": bake });
  expect(runCli(["init"], { cwd }).status).toBe(0);
  const text = readFileSync(join(cwd, NAME), "utf8");
  expect(text).toContain("#   Dockerfile for linux/amd64, linux/arm64 (docker-bake.hcl:2)\n");
  expect(text).toContain("# targets: [linux/amd64, linux/arm64]\n");
});

test("init leaves a configuration alone that is there", () => {
  const cwd = folderWith({ Dockerfile: SLOW, ".dockerlint-xarch.json": "{}" });
  const { stderr, status } = runCli(["init"], { cwd });
  expect(stderr).toContain(".dockerlint-xarch.json is there already");
  expect(status).toBe(2);
});

test("init names the schema where the package is installed", () => {
  const schema = "node_modules/dockerlint-xarch/schema/config.schema.json";
  const cwd = folderWith({ Dockerfile: SLOW, [schema]: "{}" });
  runCli(["init"], { cwd });
  const [first] = readFileSync(join(cwd, NAME), "utf8").split("\n");
  expect(first).toBe(`# yaml-language-server: $schema=${schema}`);
});
