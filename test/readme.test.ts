import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runCli } from "./support/cli.ts";

const readme = readFileSync("README.md", "utf8");

test("the two commands for a fresh clone do what README says", () => {
  expect(readme).toContain("    npm ci && npx dockerlint-xarch fixtures/seed\n");
  expect(readme).toContain("    npm ci && npm test\n");
  const { stdout, status } = runCli(["fixtures/seed"]);
  expect(stdout).toContain("in 3 files.");
  expect(status).toBe(1);
});

test("every option in README exists", () => {
  const help = [[], ["plan"], ["lsp"], ["verify"]]
    .map((each) => runCli([...each, "--help"]).stdout)
    .join("");
  // That of docker, which README speaks of, too.
  const others = new Set(["--platform"]);
  for (const [option] of readme.matchAll(/(?<=[\s`(])--[a-z][a-z-]+(?=[\s`])/g)) {
    if (!others.has(option)) expect(help).toContain(option);
  }
});

test("every command in README exists", () => {
  const help = runCli(["--help"]).stdout;
  for (const [, command] of readme.matchAll(/^\| `dockerlint-xarch ([a-z]+)/gm)) {
    expect(help).toMatch(new RegExp(`^ {2}${command}\\b`, "m"));
  }
});
