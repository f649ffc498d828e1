import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, runCli } from "./support/cli.ts";

const FLAG = "FROM --platform=$TARGETPLATFORM debian:12\nRUN echo hello\n";
const FIXED = "FROM debian:12\nRUN echo hello\n";

test("--fix writes the file and tells what it did", () => {
  const cwd = folderWith({ Dockerfile: FLAG });
  const { stdout, stderr, status } = runCli(["--fix"], { cwd });
  expect(readFileSync(join(cwd, "Dockerfile"), "utf8")).toBe(FIXED);
  expect(stderr).toBe(
    "fixed Dockerfile:1: Remove the redundant --platform of stage 0 [redundant-target-platform]\n",
  );
  expect(stdout).toBe("No findings in 1 file.\n");
  expect(status).toBe(0);
});

test("--diff writes nothing, and fails where there is something to change", () => {
  const cwd = folderWith({ Dockerfile: FLAG });
  const { stdout, status } = runCli(["--diff"], { cwd });
  expect(stdout).toBe(
    "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n" +
      "-FROM --platform=$TARGETPLATFORM debian:12\n+FROM debian:12\n RUN echo hello\n",
  );
  expect(status).toBe(1);
  expect(readFileSync(join(cwd, "Dockerfile"), "utf8")).toBe(FLAG);
  const clean = runCli(["--diff"], { cwd: folderWith({ Dockerfile: FIXED }) });
  expect([clean.stdout, clean.status]).toEqual(["", 0]);
});

test("standard input: the text on standard output, the report on standard error", () => {
  const { stdout, stderr, status } = runCli(["--fix", "-"], { input: FLAG });
  expect(stdout).toBe(FIXED);
  expect(stderr).toContain("No findings in 1 file.");
  expect(status).toBe(0);
});

test("the mode stays", () => {
  const cwd = folderWith({ Dockerfile: FLAG });
  chmodSync(join(cwd, "Dockerfile"), 0o640);
  runCli(["--fix"], { cwd });
  expect(statSync(join(cwd, "Dockerfile")).mode & 0o777).toBe(0o640);
});

test("a symbolic link stays one, and what it leads to is fixed", () => {
  const cwd = folderWith({ "real/image": FLAG });
  symlinkSync("real/image", join(cwd, "Dockerfile"));
  runCli(["--fix"], { cwd });
  expect(lstatSync(join(cwd, "Dockerfile")).isSymbolicLink()).toBe(true);
  expect(readlinkSync(join(cwd, "Dockerfile"))).toBe("real/image");
  expect(readFileSync(join(cwd, "real/image"), "utf8")).toBe(FIXED);
});

test("a folder that cannot be written to: an error, nothing lost, nothing left behind", () => {
  const cwd = folderWith({});
  const folder = join(cwd, "locked");
  mkdirSync(folder);
  const path = join(folder, "Dockerfile");
  runCli(["--version"]);
  const before = folderWith({ Dockerfile: FLAG });
  symlinkSync(join(before, "Dockerfile"), path);
  chmodSync(before, 0o555);
  chmodSync(cwd, 0o755);
  // Root may write everywhere: become somebody else.
  const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
  const { stderr, status } = runCli(["--fix", folder], { cwd: "/", ...uid });
  chmodSync(before, 0o755);
  expect(stderr).toContain("cannot be written: permission denied");
  expect(stderr).toContain("Nothing was changed");
  expect(status).toBe(2);
  expect(readFileSync(join(before, "Dockerfile"), "utf8")).toBe(FLAG);
  expect(readdirSync(before)).toEqual(["Dockerfile"]);
});

test("what is no UTF-8 is left alone", () => {
  const bytes = Buffer.concat([Buffer.from([0x23, 0xe9, 0x0a]), Buffer.from(FLAG)]);
  const cwd = folderWith({ Dockerfile: bytes });
  const { stdout } = runCli(["--fix"], { cwd });
  expect(stdout).toContain("[redundant-target-platform]");
  expect(readFileSync(join(cwd, "Dockerfile"))).toEqual(bytes);
});

test("unsafe fixes are told of, and made when they are asked for", () => {
  const text = `FROM golang:1.24 AS build
RUN go build -o /app .

FROM debian:12
COPY --from=build /app /app
`;
  const cwd = folderWith({ Dockerfile: text });
  const safe = runCli(["--fix"], { cwd });
  expect(safe.stderr).toContain("left  Dockerfile:2: Cross-compile in stage build");
  expect(safe.stderr).toContain("because it rests on assumptions: --unsafe-fixes");
  expect(safe.stdout).toContain("1 more with --fix --unsafe-fixes.");
  expect(safe.status).toBe(1);
  const unsafe = runCli(["--fix", "--unsafe-fixes"], { cwd });
  expect(unsafe.stderr).toContain("assuming that no package of the program uses cgo");
  expect(unsafe.status).toBe(0);
});

test("--unsafe-fixes alone is a mistake", () => {
  const { stderr, status } = runCli(["--unsafe-fixes"], { cwd: folderWith({ Dockerfile: FLAG }) });
  expect(stderr).toContain("--unsafe-fixes goes with --fix or --diff");
  expect(status).toBe(2);
});
