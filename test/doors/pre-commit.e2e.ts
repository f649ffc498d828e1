import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository, git, initRepository, run, runOrThrow, writeFiles } from "./repository.ts";

/** The real pre-commit, from PyPI, installs our hooks from a clone of this repository. */
const home = mkdtempSync(join(tmpdir(), "dockerlint-xarch-pre-commit-"));
const repository = join(home, "repository");
const program = join(home, "venv/bin/pre-commit");
afterAll(() => rmSync(home, { recursive: true, force: true }));

const lacksPython = spawnSync("python3", ["-c", "import venv, ensurepip"]).status !== 0;

const SLOW = `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM debian:12
COPY --from=build /app /app
`;
const CLEAN = "FROM debian:12\nCOPY app /app\n";

describe.skipIf(lacksPython)("pre-commit (skipped without python3 and its venv)", () => {
  beforeAll(() => {
    copyRepository(repository);
    runOrThrow("python3", ["-m", "venv", join(home, "venv")], { cwd: home });
    runOrThrow(join(home, "venv/bin/pip"), ["install", "--quiet", "pre-commit"], { cwd: home });
  });

  test("fails on a finding, and shows it", () => {
    const { status, output } = hooks({ Dockerfile: SLOW }, "id: dockerlint-xarch");
    expect(output).toContain("Dockerfile:4:5: warning: go build runs under QEMU");
    expect(status).toBe(1);
  });

  test("passes where there is nothing to find", () => {
    const { status, output } = hooks({ "images/web.Dockerfile": CLEAN }, "id: dockerlint-xarch");
    expect(output).toContain("Passed");
    expect(status).toBe(0);
  });

  test("reads Dockerfiles only", () => {
    const other = { "Dockerfile.j2": SLOW, "notes.txt": SLOW, "src/Dockerfile.ts": "" };
    const { status, output } = hooks(other, "id: dockerlint-xarch");
    expect(output).toContain("no files to check");
    expect(status).toBe(0);
  });

  test("honours excludes", () => {
    const files = { "vendor/Dockerfile": SLOW };
    const { status, output } = hooks(files, "id: dockerlint-xarch\n        exclude: ^vendor/");
    expect(output).toContain("no files to check");
    expect(status).toBe(0);
  });

  test("repairs, says so, and passes the next time", () => {
    const first = hooks({ Dockerfile: SLOW }, "id: dockerlint-xarch-fix");
    expect(first.output).toContain("files were modified by this hook");
    expect(first.status).toBe(1);
    const fixed = readFileSync(join(first.folder, "Dockerfile"), "utf8");
    expect(fixed).toContain("FROM --platform=$BUILDPLATFORM golang:1.24 AS build");
    git(first.folder, ["add", "--all"]);
    const second = preCommit(first.folder);
    expect(second.output).toContain("Passed");
    expect(second.status).toBe(0);
  });
});

/** Stages files in a repository of their own and runs one of our hooks there. */
function hooks(files: Readonly<Record<string, string>>, hook: string) {
  const folder = mkdtempSync(join(home, "project-"));
  const rev = git(repository, ["rev-parse", "HEAD"]);
  writeFiles(folder, {
    ".pre-commit-config.yaml": `repos:
  - repo: ${repository}
    rev: ${rev}
    hooks:
      - ${hook}
`,
  });
  initRepository(folder);
  writeFiles(folder, files);
  git(folder, ["add", "--all"]);
  return { folder, ...preCommit(folder) };
}

function preCommit(folder: string) {
  const env = { PRE_COMMIT_HOME: join(home, "cache"), NO_COLOR: "1" };
  return run(program, ["run", "--color", "never"], { cwd: folder, env });
}
