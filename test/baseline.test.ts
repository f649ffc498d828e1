import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, runCli } from "./support/cli.ts";

const OLD = "FROM python:3.12\nRUN pip install flask\n";
const FILE = ".dockerlint-xarch-baseline.json";

/** A folder whose findings are written down. */
function adopted(files: Readonly<Record<string, string>> = { Dockerfile: OLD }): string {
  const folder = folderWith(files);
  expect(runCli(["--write-baseline"], { cwd: folder }).status).toBe(0);
  return folder;
}

/** What is new in a file after a change. */
function newFindings(folder: string, text: string, path = "Dockerfile"): string[] {
  writeFileSync(join(folder, path), text);
  const { stdout } = runCli(["--baseline", FILE, "--format", "github"], { cwd: folder });
  return stdout.split("\n").slice(0, -1);
}

describe("a finding that was there before is not reported", () => {
  test.each([
    ["as it was", OLD],
    ["with lines above it", `# Our service.\n\nARG A\n${OLD}`],
    ["in another layout", "FROM python:3.12\nRUN pip   install \\\n  # why\n\n  flask\n"],
    ["with Windows line ends", OLD.replaceAll("\n", "\r\n")],
    ["with other instructions before it", OLD.replace("RUN", "WORKDIR /app\nRUN")],
  ])("%s", (_, text) => {
    expect(newFindings(adopted(), text)).toEqual([]);
  });

  test.each([
    ["another command", "FROM python:3.12\nRUN pip install django\n", 1],
    ["the same once more", `${OLD}RUN pip install flask\n`, 1],
    ["another stage", OLD.replace("3.12", "3.12 AS app"), 1],
    ["another rule at the same place", OLD.replace("FROM", "FROM --platform=$TARGETPLATFORM"), 1],
  ])("but %s is", (_, text, count) => {
    expect(newFindings(adopted(), text)).toHaveLength(count);
  });

  test("nor in another file of the same text", () => {
    const folder = adopted();
    expect(newFindings(folder, OLD, "web.Dockerfile")).toHaveLength(1);
  });
});

test("the file is for people to read", () => {
  const text = readFileSync(join(adopted({ "web/Dockerfile": OLD }), FILE), "utf8");
  expect(JSON.parse(text)).toEqual({
    version: 1,
    files: {
      "web/Dockerfile": [
        {
          rule: "emulated-step",
          stage: "0",
          instruction: "RUN pip install flask",
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        },
      ],
    },
  });
});

test("it holds wherever one starts, and paths are from its folder", () => {
  const folder = adopted({ "web/Dockerfile": OLD, "ci/x": "" });
  const status = (cwd: string, ...args: string[]) => runCli(args, { cwd }).status;
  expect(status(join(folder, "web"), "--baseline", `../${FILE}`)).toBe(0);
  expect(status("/", "--baseline", join(folder, FILE), folder)).toBe(0);
  expect(status(folder)).toBe(1);
});

test("the configuration names it for every run", () => {
  const folder = adopted();
  writeFileSync(join(folder, ".dockerlint-xarch.yaml"), `baseline: ${FILE}\n`);
  expect(runCli([], { cwd: folder }).stdout).toBe("No findings in 1 file.\n");
  // It is written there, too.
  writeFileSync(join(folder, ".dockerlint-xarch.yaml"), `baseline: ci/known.json\n`);
  const missing = runCli([], { cwd: folder });
  expect(missing.stderr).toContain("the baseline ci/known.json cannot be used: it does not exist");
  expect(missing.stderr).toContain("--write-baseline makes one.");
  expect(missing.status).toBe(2);
});

test("--write-baseline FILE, and the file of --baseline or the configuration", () => {
  const folder = folderWith({
    Dockerfile: OLD,
    ".dockerlint-xarch.yaml": "baseline: configured.json\n",
  });
  runCli(["--write-baseline"], { cwd: folder });
  runCli(["--baseline", "given.json", "--write-baseline"], { cwd: folder });
  runCli(["--write-baseline", "named.json"], { cwd: folder });
  const names = ["configured.json", "given.json", "named.json", FILE];
  expect(names.map((name) => existsSync(join(folder, name)))).toEqual([true, true, true, false]);
});

describe("what does not come up again", () => {
  test("is told, and dropped when the baseline is written anew", () => {
    const folder = adopted();
    writeFileSync(join(folder, "Dockerfile"), "FROM debian:12\n");
    const { stderr, status } = runCli(["--baseline", FILE], { cwd: folder });
    expect(stderr).toBe(
      `dockerlint-xarch: 1 finding of the baseline ${FILE} did not come up again; ` +
        "--write-baseline drops them:\n  Dockerfile: emulated-step: RUN pip install flask\n",
    );
    expect(status).toBe(0);
    expect(runCli(["--write-baseline"], { cwd: folder }).stderr).toContain("wrote 0 findings");
    expect(runCli(["--baseline", FILE], { cwd: folder }).stderr).toBe("");
  });

  test("includes files that are gone", () => {
    const folder = adopted({ Dockerfile: OLD, "web/Dockerfile": OLD });
    rmSync(join(folder, "web"), { recursive: true });
    const { stderr } = runCli(["--baseline", FILE], { cwd: folder });
    expect(stderr).toContain("  web/Dockerfile: emulated-step: RUN pip install flask");
  });

  test("but not those that were not read this time", () => {
    const folder = adopted({ Dockerfile: OLD, "web/Dockerfile": OLD });
    expect(runCli(["--baseline", FILE, "Dockerfile"], { cwd: folder }).stderr).toBe("");
    // They stay when the baseline of another file is written.
    runCli(["--write-baseline", FILE, "Dockerfile"], { cwd: folder });
    expect(runCli(["--baseline", FILE], { cwd: folder }).status).toBe(0);
  });

  test("a file that was renamed is new", () => {
    const folder = adopted();
    renameSync(join(folder, "Dockerfile"), join(folder, "Containerfile"));
    const { stdout, stderr } = runCli(["--baseline", FILE], { cwd: folder });
    expect(stdout).toContain("Containerfile:2:5: warning");
    expect(stderr).toContain("did not come up again");
  });
});

test.each([
  ["no JSON", "{", "JSON"],
  ["of another version", '{"version": 2}', "it is no baseline of version 1"],
  ["of something else", "[]", "it is no baseline of version 1"],
  ["broken", '{"version": 1, "files": {"a": [3]}}', "an entry has no fingerprint"],
])("a baseline that is %s is a mistake", (_, text, message) => {
  const cwd = folderWith({ Dockerfile: OLD, [FILE]: text });
  const { stderr, status, stdout } = runCli(["--baseline", FILE], { cwd });
  expect(stderr).toContain(`the baseline ${FILE} cannot be used: `);
  expect(stderr).toContain(message);
  expect([stdout, status]).toEqual(["", 2]);
});

test("a name like that of an object's own is a file like any other", () => {
  const cwd = folderWith({ "toString/Dockerfile": OLD, "__proto__/Dockerfile": OLD });
  runCli(["--write-baseline"], { cwd });
  expect(runCli(["--baseline", FILE], { cwd }).status).toBe(0);
});

test("many stale ones are not all named", () => {
  const many = Array.from({ length: 14 }, (_, index) => `RUN pip install p${index}\n`).join("");
  const folder = adopted({ Dockerfile: `FROM python:3.12\n${many}` });
  writeFileSync(join(folder, "Dockerfile"), "FROM debian:12\n");
  const { stderr } = runCli(["--baseline", FILE], { cwd: folder });
  expect(stderr).toContain("14 findings of the baseline");
  expect(stderr.split("\n").at(-2)).toBe("  and 4 more");
});
