import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle, folderWith, runCli } from "./support/cli.ts";

const SLOW = "FROM python:3.12\nRUN pip install flask\n";
const CLEAN = "FROM debian:12\nRUN echo hello\n";
const RULE_AND_PLACE = "Dockerfile:2:5: warning: pip install runs under QEMU";

describe("lint", () => {
  test("reports and fails where there is a finding", () => {
    const { status, stdout, stderr } = runCli(["."], { cwd: folderWith({ Dockerfile: SLOW }) });
    expect(stdout).toContain(RULE_AND_PLACE);
    expect(stdout).toContain("1 finding (1 warning) in 1 file.");
    expect(stderr).toBe("");
    expect(status).toBe(1);
  });

  test("the current folder is the default", () => {
    const { stdout } = runCli([], { cwd: folderWith({ Dockerfile: SLOW }) });
    expect(stdout).toContain(RULE_AND_PLACE);
  });

  test("says so where there is nothing to report", () => {
    const { status, stdout } = runCli([], { cwd: folderWith({ Dockerfile: CLEAN }) });
    expect(stdout).toBe("No findings in 1 file.\n");
    expect(status).toBe(0);
  });

  test("--quiet prints nothing then", () => {
    const { stdout } = runCli(["--quiet"], { cwd: folderWith({ Dockerfile: CLEAN }) });
    expect(stdout).toBe("");
  });

  test("says where it looked if it finds no Dockerfile", () => {
    const { status, stdout, stderr } = runCli(["."], { cwd: folderWith({ "README.md": "" }) });
    expect(stderr).toContain("no Dockerfile found in the current folder.");
    expect([stdout, status]).toEqual(["", 0]);
  });

  test("names the targets and the worst cost among them", () => {
    const folder = folderWith({ Dockerfile: SLOW });
    const { stdout } = runCli(["--target-platform", "linux/arm64,linux/arm/v7"], { cwd: folder });
    expect(stdout).toContain("for linux/arm64 and linux/arm/v7, about 7 times slower");
  });

  test("is quiet where the build platform is the target", () => {
    const args = ["--target-platform", "linux/arm64", "--build-platform", "linux/arm64"];
    expect(runCli(args, { cwd: folderWith({ Dockerfile: SLOW }) }).status).toBe(0);
  });

  test("is quiet for linux/amd64 alone", () => {
    const args = ["--target-platform", "linux/amd64"];
    expect(runCli(args, { cwd: folderWith({ Dockerfile: SLOW }) }).status).toBe(0);
  });

  test("--target chooses the stage that is built", () => {
    const text = "FROM debian:12 AS small\n\nFROM python:3.12 AS app\nRUN pip install flask\n";
    const folder = folderWith({ Dockerfile: text });
    expect(runCli([], { cwd: folder }).status).toBe(1);
    expect(runCli(["--target", "small"], { cwd: folder }).status).toBe(0);
    expect(runCli(["--target", "nowhere"], { cwd: folder }).stdout).toContain(
      'target stage "nowhere" could not be found',
    );
  });

  test("--build-arg fills in an ARG", () => {
    const text = "ARG P=$BUILDPLATFORM\nFROM --platform=$P python:3.12\nRUN pip install flask\n";
    const folder = folderWith({ Dockerfile: text });
    expect(runCli([], { cwd: folder }).status).toBe(0);
    const args = ["--build-arg", "P=linux/arm64", "--target-platform", "linux/arm64,linux/amd64"];
    expect(runCli([...args, "--build-platform", "linux/amd64"], { cwd: folder }).status).toBe(1);
  });

  test("--select, --ignore, --fail-on, --exit-zero and --max-warnings", () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const status = (...args: string[]) => runCli(args, { cwd }).status;
    expect(status("--ignore", "emulated-step")).toBe(0);
    expect(status("--select", "hardcoded-platform")).toBe(0);
    expect(status("--select", "all")).toBe(1);
    expect(status("--fail-on", "error")).toBe(0);
    expect(status("--exit-zero")).toBe(0);
    expect(status("--max-warnings", "1")).toBe(0);
    expect(status("--max-warnings", "0")).toBe(1);
  });

  test("a rule that is off reports when it is selected", () => {
    const cwd = folderWith({ Dockerfile: "FROM debian:12\nRUN apt-get install -y ffmpeg\n" });
    expect(runCli([], { cwd }).stdout).toContain("No findings");
    const selected = runCli(["--select", "emulated-unavoidable", "--fail-on", "info"], { cwd });
    expect(selected.stdout).toContain("[emulated-unavoidable]");
    expect(selected.status).toBe(1);
  });

  test("standard input is read, and named", () => {
    const args = ["-", "--stdin-filename", "web/Dockerfile"];
    const { stdout, status } = runCli(args, { input: SLOW });
    expect(stdout).toContain("web/Dockerfile:2:5");
    expect(status).toBe(1);
  });

  test("--output-file takes the report", () => {
    const folder = folderWith({ Dockerfile: SLOW });
    const { stdout } = runCli(["--output-file", "report.txt"], { cwd: folder });
    expect(stdout).toBe("");
    expect(readFileSync(join(folder, "report.txt"), "utf8")).toContain(RULE_AND_PLACE);
  });

  test("--output-file is replaced as a whole, and keeps its mode", () => {
    const cwd = folderWith({ Dockerfile: SLOW, "report.txt": "old" });
    const report = join(cwd, "report.txt");
    chmodSync(report, 0o640);
    const inode = statSync(report).ino;
    runCli(["--output-file", "report.txt"], { cwd });
    expect(statSync(report).ino).not.toBe(inode);
    expect(statSync(report).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd).toSorted()).toEqual(["Dockerfile", "report.txt"]);
  });

  test.skipIf(process.platform === "win32")(
    "--output-file may be a device (Windows has no such file)",
    () => {
      const cwd = folderWith({ Dockerfile: SLOW });
      // Node's own pipes are sockets, which cannot be opened by a name.
      const command = `"${process.execPath}" "${bundle}" --output-file /dev/stdout | cat`;
      const { stdout } = spawnSync("sh", ["-c", command], { cwd, encoding: "utf8" });
      expect(stdout).toContain(RULE_AND_PLACE);
    },
  );

  test("--format json is the documented shape", () => {
    const args = ["--format", "json", "--target-platform", "linux/arm64"];
    const { stdout } = runCli(args, { cwd: folderWith({ Dockerfile: SLOW }) });
    const report = JSON.parse(stdout) as { files: [{ diagnostics: [unknown] }] };
    expect(report).toMatchObject({
      version: 1,
      files: [{ path: "Dockerfile" }],
      summary: { files: 1, diagnostics: 1, fixable: { safe: 1, unsafe: 0 } },
    });
    expect(report.files[0].diagnostics[0]).toMatchObject({
      rule: "emulated-step",
      severity: "warning",
      message: "pip install runs under QEMU for linux/arm64, about 6 times slower than natively.",
      start: { line: 2, column: 5, offset: 21 },
      end: { line: 2, column: 22, offset: 38 },
      stage: "0",
      ecosystem: "pip",
      fix: { applicability: "safe", assumptions: [] },
    });
  });
});

describe("colour", () => {
  const cwd = () => folderWith({ Dockerfile: SLOW });
  const escape = "\u001b[";

  test("is off where no terminal listens", () => {
    expect(runCli([], { cwd: cwd() }).stdout).not.toContain(escape);
  });

  test("follows --color, FORCE_COLOR and NO_COLOR", () => {
    expect(runCli(["--color", "always"], { cwd: cwd() }).stdout).toContain(escape);
    expect(runCli([], { cwd: cwd(), env: { FORCE_COLOR: "1" } }).stdout).toContain(escape);
    const both = { FORCE_COLOR: "1", NO_COLOR: "1" };
    expect(runCli([], { cwd: cwd(), env: both }).stdout).not.toContain(escape);
    const never = runCli(["--color", "never"], { cwd: cwd(), env: { FORCE_COLOR: "1" } });
    expect(never.stdout).not.toContain(escape);
  });
});

describe("usage errors exit with 2 and say what to do", () => {
  test.each([
    [["--select", "emulated-steps"], "Did you mean emulated-step?"],
    [["--target-platform", "linux/arm64/v8/x"], "is no platform"],
    [["--target-platform", "linux/amd46"], "did you mean linux/amd64?"],
    [["check"], "check does not exist, and is no command either"],
    [["--config", "nowhere.yaml"], "it does not exist"],
    [["--formt", "json"], "Did you mean --format?"],
    [["--max-warnings", "many"], "It must be a number, 0 or more"],
    [["explain", "nothing"], 'There is no rule "nothing"'],
    [["-", "Dockerfile"], "name no other file"],
    [["--output-file", "nowhere/report"], "nowhere/report cannot be written: there is no such"],
    [["--output-file", "."], "cannot be written: it is a folder"],
    [["plan"], "missing required argument 'file'"],
    [["plan", "nowhere"], "nowhere does not exist"],
  ])("%s", (args, message) => {
    const { status, stderr, stdout } = runCli(args, { cwd: folderWith({ Dockerfile: CLEAN }) });
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});

describe("plan", () => {
  const text = `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
ARG TARGETARCH
RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
`;
  const args = ["--target-platform", "linux/arm64", "--build-platform", "linux/amd64"];

  test("--format json is the documented shape", () => {
    const cwd = folderWith({ Dockerfile: text });
    const { stdout, status } = runCli(["plan", "Dockerfile", "--format", "json", ...args], { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      path: "Dockerfile",
      targets: ["linux/arm64"],
      buildPlatform: "linux/amd64",
      stages: [
        {
          index: 0,
          name: "build",
          line: 1,
          base: "golang:1.24",
          platform: "build",
          reachable: true,
          final: false,
          execution: { "linux/arm64": "native" },
          uses: [],
          steps: [
            {
              line: 3,
              endLine: 3,
              instruction: "RUN",
              heavy: true,
              ecosystem: "go",
              role: "compile",
              output: "target-bound",
              slowdown: 16,
            },
          ],
        },
        {
          index: 1,
          line: 5,
          base: "alpine:3.22",
          platform: "target",
          reachable: true,
          final: true,
          execution: { "linux/arm64": "emulated" },
          uses: [{ kind: "copy", stage: 0 }],
          steps: [],
        },
      ],
    });
  });

  test("--format text, mermaid and dot", () => {
    const cwd = folderWith({ Dockerfile: text });
    const print = (format: string) => runCli(["plan", "Dockerfile", "--format", format], { cwd });
    expect(print("text").stdout).toContain("build from golang:1.24, line 1");
    expect(print("mermaid").stdout).toMatch(/^flowchart TD\n[^]*s0 -->\|copy\| s1\n$/);
    expect(print("dot").stdout).toMatch(/^digraph plan \{\n[^]*s0 -> s1 \[label="copy"\];\n\}\n$/);
  });

  test("a file that BuildKit refuses is planned as far as it goes, and fails", () => {
    const cwd = folderWith({ Dockerfile: "FROM a\nRUM x\n" });
    const { stdout, stderr, status } = runCli(["plan", "Dockerfile"], { cwd });
    expect(stdout).toContain("from a, line 1");
    expect(stderr).toContain("Dockerfile:2: unknown instruction: RUM");
    expect(status).toBe(1);
  });
});

describe("explain", () => {
  test("lists every rule", () => {
    const { stdout, status } = runCli(["explain"]);
    expect(stdout).toMatch(/^emulated-step +warning +a heavy RUN step/m);
    expect(status).toBe(0);
  });

  test("tells of one", () => {
    const { stdout } = runCli(["explain", "ignored-platform-flag"]);
    expect(stdout).toContain("moby/buildkit#2946");
  });
});

test("--version is the package's", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(runCli(["--version"]).stdout).toBe(`${version}\n`);
});
