import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDockerfile } from "../src/cli/read-file.ts";
import { folderWith, runCli } from "./support/cli.ts";

const SLOW = "FROM python:3.12\nRUN pip install flask\n";

/** Lints a folder that holds the bad file `Dockerfile.bad` and a good one. */
function lintBeside(folder: string, uid?: number) {
  writeFileSync(join(folder, "Dockerfile"), SLOW);
  const result = runCli(["."], { cwd: folder, ...(uid === undefined ? {} : { uid }) });
  expect(result.stdout, "the other file is still linted").toContain("Dockerfile:2:5: warning");
  return result;
}

describe("a file that cannot be read exits with 2, and the others are linted", () => {
  test("binary", () => {
    const bytes = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]);
    const { stderr, status } = lintBeside(folderWith({ "Dockerfile.bad": bytes }));
    expect(stderr).toContain("Dockerfile.bad is binary");
    expect(status).toBe(2);
  });

  test.each([
    ["little", [0xff, 0xfe, 0x46, 0x00]],
    ["big", [0xfe, 0xff, 0x00, 0x46]],
  ])("UTF-16, %s endian", (_, bytes) => {
    const { stderr, status } = lintBeside(folderWith({ "Dockerfile.bad": new Uint8Array(bytes) }));
    expect(stderr).toContain(
      "Dockerfile.bad is UTF-16, which BuildKit cannot read. Save it as UTF-8",
    );
    expect(status).toBe(2);
  });

  test("50 MB", () => {
    const { stderr, status } = lintBeside(folderWith({ "Dockerfile.bad": "#".repeat(50_000_000) }));
    expect(stderr).toContain("Dockerfile.bad is 50 MB large");
    expect(status).toBe(2);
  });

  test("a FIFO", () => {
    const folder = folderWith({});
    execFileSync("mkfifo", [join(folder, "Dockerfile.bad")]);
    const { stderr, status } = lintBeside(folder);
    expect(stderr).toContain("Dockerfile.bad is a FIFO, not a file");
    expect(status).toBe(2);
  });

  test("no permission", () => {
    const folder = folderWith({ "Dockerfile.bad": "FROM a\n" });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "Dockerfile.bad"), 0o000);
    // Root may read everything: become somebody else.
    const { stderr, status } = lintBeside(folder, process.getuid?.() === 0 ? 65534 : undefined);
    expect(stderr).toContain("Dockerfile.bad cannot be read: permission denied");
    expect(status).toBe(2);
  });

  test("a symbolic link that leads back to itself", () => {
    const folder = folderWith({});
    symlinkSync("Dockerfile.bad", join(folder, "Dockerfile.bad"));
    const { stderr, status } = lintBeside(folder);
    expect(stderr).toContain("Dockerfile.bad is a symbolic link that leads back to itself");
    expect(status).toBe(2);
  });

  test("a broken symbolic link", () => {
    const folder = folderWith({});
    symlinkSync("nowhere", join(folder, "Dockerfile.bad"));
    const { stderr, status } = lintBeside(folder);
    expect(stderr).toContain("Dockerfile.bad does not exist");
    expect(status).toBe(2);
  });

  test("a file that is named and does not exist", () => {
    const { stderr, status } = runCli(["nowhere"], { cwd: folderWith({}) });
    expect(stderr).toContain("nowhere does not exist");
    expect(status).toBe(2);
  });

  test("a file that vanishes between the listing and the reading", () => {
    expect(readDockerfile(join(folderWith({}), "Dockerfile"))).toMatchObject({
      message: "does not exist",
    });
  });
});

describe("folders", () => {
  test("a folder named Dockerfile is looked into like any other", () => {
    const folder = folderWith({});
    mkdirSync(join(folder, "Dockerfile"));
    writeFileSync(join(folder, "Dockerfile", "Dockerfile.dev"), SLOW);
    expect(runCli([], { cwd: folder }).stdout).toContain("Dockerfile/Dockerfile.dev:2:5");
  });

  test("a link to the folder above makes no loop", () => {
    const folder = folderWith({ Dockerfile: SLOW });
    symlinkSync(".", join(folder, "again"));
    expect(runCli([], { cwd: folder }).stdout).toContain("in 1 file.");
  });
});

describe("a file that BuildKit refuses is a finding at its place", () => {
  test.each([
    ["empty", "", "1:1: error: file with no instructions"],
    ["only comments", "# a\n\n# b\n", "1:1: error: file with no instructions"],
    [
      "no FROM",
      "RUN true\n",
      "no build stage in current context: RUN stands before the first FROM",
    ],
    ["only ARG", "ARG A=1\n", "no FROM: the file contains no stages to build"],
    ["unknown instruction", "FROM a\nRUM x\n", "2:1: error: unknown instruction: RUM"],
    [
      "unterminated heredoc",
      "FROM a\nRUN <<EOF\nx\n",
      '2:1: error: unterminated heredoc: no line "EOF"',
    ],
    ["a bad stage name", "FROM a AS 1b\n", '1:11: error: invalid name for build stage: "1b"'],
    [
      "a repeated directive",
      "# escape=`\n# escape=`\nFROM a\n",
      "2:1: error: only one escape parser",
    ],
    ["ENV without a value", "FROM a\nENV A\n", "2:1: error: ENV must have two arguments"],
    ["JSON of numbers", "FROM a\nCMD [1]\n", "arrays must be comprised of strings only"],
    [
      "a line of 70,000 characters",
      `FROM a\nRUN ${"x".repeat(70_000)}\n`,
      "line longer than 65535 bytes",
    ],
  ])("%s", (_, text, message) => {
    const { stdout, stderr, status } = runCli([], { cwd: folderWith({ Dockerfile: text }) });
    expect(stdout).toContain(message);
    expect(stdout).toContain("[syntax-error]");
    expect(stderr).toBe("");
    expect(status).toBe(1);
  });
});

test("invalid UTF-8 is linted, with a word of warning", () => {
  const latin1 = Buffer.concat([Buffer.from([0x23, 0x20, 0xe9, 0x0a]), Buffer.from(SLOW)]);
  const { stdout, stderr, status } = runCli([], { cwd: folderWith({ Dockerfile: latin1 }) });
  expect(stdout).toContain("Dockerfile:3:5: warning");
  expect(stderr).toContain("Dockerfile is not valid UTF-8");
  expect(status).toBe(1);
});
