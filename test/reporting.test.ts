import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { link, supportsLinks } from "../src/cli/terminal-links.ts";
import { engine } from "../src/index.ts";
import { NO_COLORS } from "../src/report/colors.ts";
import { toText } from "../src/report/text.ts";
import { SourceText } from "../src/text/source.ts";
import { bundle, folderWith, runCli } from "./support/cli.ts";

const SLOW = "FROM python:3.12\nRUN pip install flask\n";
const FLAG = "FROM --platform=$TARGETPLATFORM debian:12\n";

test("--severity leaves out what is milder", () => {
  const cwd = folderWith({ Dockerfile: `${FLAG}\n${SLOW}` });
  const rules = (...args: string[]) =>
    [...runCli(args, { cwd }).stdout.matchAll(/\[([a-z-]+)\]$/gm)].map(([, rule]) => rule);
  expect(rules()).toEqual(["redundant-target-platform", "emulated-step"]);
  expect(rules("--severity", "warning")).toEqual(["emulated-step"]);
  expect(rules("--severity", "error")).toEqual([]);
});

test("--statistics tells how often each rule reports", () => {
  const cwd = folderWith({
    "a.Dockerfile": `${SLOW}RUN pip install django\n`,
    "b.Dockerfile": SLOW,
    "c.Dockerfile": FLAG,
  });
  const { stdout, status } = runCli(["--statistics"], { cwd });
  expect(stdout).toBe(
    "3  emulated-step in 2 files, 3 fixable\n1  redundant-target-platform in 1 file, 1 fixable\n" +
      "4 findings in 3 files.\n",
  );
  expect(status).toBe(1);
  const { stderr } = runCli(["--statistics", "--format", "json"], { cwd });
  expect(stderr).toContain("--statistics prints text");
});

describe("--exit-non-zero-on-fix", () => {
  test("fails where a file was changed, and only there", () => {
    const cwd = folderWith({ Dockerfile: FLAG });
    expect(runCli(["--fix", "--exit-non-zero-on-fix"], { cwd }).status).toBe(1);
    expect(readFileSync(join(cwd, "Dockerfile"), "utf8")).toBe("FROM debian:12\n");
    expect(runCli(["--fix", "--exit-non-zero-on-fix"], { cwd }).status).toBe(0);
  });

  test("--fix alone does not", () => {
    expect(runCli(["--fix"], { cwd: folderWith({ Dockerfile: FLAG }) }).status).toBe(0);
  });
});

describe("a name or a text with control characters", () => {
  test("cannot act on the terminal", () => {
    const cwd = folderWith({
      "\u001b]0;x\u0007.Dockerfile": "FROM debian:12 AS \u001b[31m\n",
    });
    const { stdout } = runCli([], { cwd });
    expect(stdout).toContain("·]0;x·.Dockerfile:");
    // oxlint-disable-next-line no-control-regex -- these are the ones
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe("links", () => {
  test.each([
    [{ TERM_PROGRAM: "vscode" }, true],
    [{ TERM_PROGRAM: "Apple_Terminal" }, false],
    [{ TERM: "xterm-kitty" }, true],
    [{ TERM: "xterm-256color" }, false],
    [{ WT_SESSION: "1" }, true],
    [{ VTE_VERSION: "6003" }, true],
    [{ VTE_VERSION: "5000" }, false],
    [{ TERM_PROGRAM: "vscode", CI: "true" }, false],
    [{ TERM: "dumb", FORCE_HYPERLINK: "1" }, true],
    [{ TERM_PROGRAM: "vscode", FORCE_HYPERLINK: "0" }, false],
    [{}, false],
  ])("%o: %s", (environment, expected) => {
    expect(supportsLinks(environment)).toBe(expected);
  });

  test("lead from the place of a finding to its file", () => {
    const result = engine.lint(new SourceText("web/Dockerfile", SLOW));
    const colors = {
      ...NO_COLORS,
      link: (text: string, path: string) => link(text, `file:${path}`),
    };
    expect(toText({ results: [result], errors: [] }, colors)).toContain(
      "\u001b]8;;file:web/Dockerfile\u001b\\web/Dockerfile:2:5\u001b]8;;\u001b\\: warning",
    );
  });

  test("are not written where no terminal listens", () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const env = { FORCE_COLOR: "1", FORCE_HYPERLINK: "1" };
    expect(runCli([], { cwd, env }).stdout).not.toContain("\u001b]8");
  });
});

describe("the page of a rule", () => {
  const page = "docs/rules/emulated-step.md";
  const explained = (bundle?: string) => {
    const { stdout } = runCli(["explain", "emulated-step"], bundle === undefined ? {} : { bundle });
    return /Its page\n {2}(.*)/.exec(stdout)?.[1];
  };
  /** The command line as a package whose package.json has more in it. */
  const packageWith = (fields: object) => {
    const folder = folderWith({ "package.json": JSON.stringify({ version: "1.2.3", ...fields }) });
    cpSync(dirname(bundle), join(folder, "dist"), { recursive: true });
    return join(folder, "dist/cli.cjs");
  };
  const helpUriOf = (bundle: string) => {
    const args = ["--format", "sarif", "--exit-zero"];
    const { stdout } = runCli(args, { bundle, cwd: folderWith({ Dockerfile: SLOW }) });
    const log = JSON.parse(stdout) as Log;
    return log.runs[0]!.tool.driver.rules!.find(({ id }) => id === "emulated-step")!.helpUri;
  };

  test("is in the package itself, where the package names no repository", () => {
    expect(explained()).toBe(pathToFileURL(page).href);
  });

  test("is where the repository is that package.json names", () => {
    const url = "git+https://example.com/somebody/tools.git";
    const named = packageWith({ repository: { type: "git", url } });
    const address = `https://example.com/somebody/tools/blob/v1.2.3/${page}`;
    expect(explained(named)).toBe(address);
    expect(helpUriOf(named)).toBe(address);
  });

  test("is not invented", () => {
    expect(explained(packageWith({}))).toBeUndefined();
    expect(helpUriOf(packageWith({}))).toBeUndefined();
    const ssh = packageWith({ repository: { url: "git@example.com:somebody/tools.git" } });
    expect(helpUriOf(ssh)).toBeUndefined();
  });
});
