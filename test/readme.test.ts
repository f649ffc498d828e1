import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "./support/cli.ts";
import { imageArchive, writeArchive } from "./support/image-archive.ts";
import { playDocker } from "./support/played-docker.ts";

const readme = readFileSync("README.md", "utf8");

/** The `console` blocks: a command behind `$`, and what it prints. */
const sessions = [...readme.matchAll(/```console\n\$ npx dockerlint-xarch (.*)\n([^]*?)```/g)].map(
  ([, command, output]) => [command!, output!] as const,
);

/** `verify` needs a docker that emulates: this one plays back what a real one did. */
function environmentOf(command: string): NodeJS.ProcessEnv {
  const name = /^verify .*test\/e2e\/cases\/([\w-]+)\//.exec(command)?.[1];
  if (name === undefined) return {};
  const image = writeArchive(imageArchive([{ a: "" }]));
  const builds = ["original", "fixed"].map((what) => ({
    log: join(process.cwd(), `test/verify/logs/${name}.${what}.rawjson`),
    image,
  }));
  return playDocker({ builds }).env;
}

describe("every command in README prints what README shows", () => {
  test.each(sessions)("%s", (command, output) => {
    const { stdout } = runCli(command.split(" "), { env: environmentOf(command) });
    expect(stdout).toBe(output);
  });

  test("there are some", () => expect(sessions.length).toBeGreaterThanOrEqual(3));
});

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
  // Those of docker and pip, which README speaks of, too.
  const others = new Set(["--platform", "--target", "--dry-run"]);
  for (const [option] of readme.matchAll(/(?<=[\s`(])--[a-z][a-z-]+(?=[\s`])/g)) {
    if (!others.has(option)) expect(help).toContain(option);
  }
});

test("every rule in README exists", () => {
  const { stdout } = runCli(["explain"]);
  for (const [, id] of readme.matchAll(/^\| `([a-z-]+)` \|/gm)) expect(stdout).toContain(id);
});
