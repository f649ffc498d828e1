import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bundle, folderWith, runCli } from "./support/cli.ts";

const SLOW = "FROM python:3.12\nRUN pip install flask\n";
const CLEAN = "FROM debian:12\nRUN echo hello\n";
const PINNED = "FROM --platform=linux/amd64 debian:12\n";

/** A real `dockerlint-xarch --watch` in a folder that is a repository. */
class Watching {
  readonly folder: string;
  readonly process: ChildProcess;
  #output = "";
  #read = 0;
  #wake = () => {};

  constructor(files: Readonly<Record<string, string>>, ...args: string[]) {
    this.folder = folderWith(files);
    mkdirSync(join(this.folder, ".git"));
    const env = { ...process.env, NO_COLOR: "1" };
    this.process = spawn(process.execPath, [bundle, "--watch", ...args], { cwd: this.folder, env });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#wake();
      });
    }
    onTestFinished(() => {
      this.process.kill();
    });
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.folder, name, ".."), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Waits for a report in which a text stands: what was printed up to there since the last one. */
  async report(text: string): Promise<string> {
    for (;;) {
      const fresh = this.#output.slice(this.#read);
      const end = /Ctrl-C ends\.\n/.exec(fresh.slice(Math.max(0, fresh.indexOf(text))));
      if (fresh.includes(text) && end !== null) {
        const length = fresh.indexOf(text) + end.index + end[0].length;
        this.#read += length;
        return fresh.slice(0, length);
      }
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}

test("a change of a Dockerfile is reported, however it is written", async () => {
  const watching = new Watching({ Dockerfile: SLOW });
  expect(await watching.report("1 finding")).toContain("Dockerfile:2:5: warning: pip install");
  watching.write("Dockerfile", CLEAN);
  await watching.report("No findings in 1 file.");
  // As editors do: a new file takes the place of the old one.
  watching.write(".Dockerfile.swp", SLOW);
  renameSync(join(watching.folder, ".Dockerfile.swp"), join(watching.folder, "Dockerfile"));
  await watching.report("1 finding");
});

test("so are new files in new folders, and those that are gone", async () => {
  const watching = new Watching({ Dockerfile: CLEAN });
  await watching.report("No findings in 1 file.");
  watching.write("images/web/Dockerfile", PINNED);
  expect(await watching.report("in 2 files.")).toContain("images/web/Dockerfile:1:6: warning");
  rmSync(join(watching.folder, "images"), { recursive: true });
  await watching.report("No findings in 1 file.");
  // A folder of the same name is another one.
  watching.write("images/web/Dockerfile", CLEAN);
  await watching.report("No findings in 2 files.");
  watching.write("images/web/Dockerfile", PINNED);
  await watching.report("1 finding");
});

test("so is what the configuration and the files around a Dockerfile say anew", async () => {
  const bake = (platforms: string) => `target "default" {\n  platforms = [${platforms}]\n}\n`;
  const watching = new Watching({ Dockerfile: SLOW, "docker-bake.hcl": bake('"linux/arm64"') });
  await watching.report("No findings in 1 file.");
  watching.write("docker-bake.hcl", bake('"linux/amd64", "linux/s390x"'));
  await watching.report("pip install runs under QEMU for linux/s390x");
  watching.write(".dockerlint-xarch.yaml", "rules:\n  emulated-step: off\n");
  await watching.report("No findings in 1 file.");
});

test("a mistake in the configuration is told until it is repaired", async () => {
  const watching = new Watching({ Dockerfile: CLEAN });
  await watching.report("No findings in 1 file.");
  watching.write(".dockerlint-xarch.yaml", "rule:\n  emulated-step: off\n");
  await watching.report("did you mean rules?");
  watching.write(".dockerlint-xarch.yaml", "rules:\n  emulated-step: off\n");
  await watching.report("No findings in 1 file.");
});

test("many changes at once are one report or few", async () => {
  const watching = new Watching({ Dockerfile: CLEAN });
  await watching.report("No findings in 1 file.");
  for (let number = 0; number < 100; number++) watching.write(`${number}.Dockerfile`, CLEAN);
  const printed = await watching.report("No findings in 101 files.");
  expect(printed.match(/No findings/g)!.length).toBeLessThan(20);
});

test.skipIf(process.platform === "win32")(
  "Ctrl-C leaves the last report whole, and nothing beside it (Windows has no such signal)",
  async () => {
    const watching = new Watching({ Dockerfile: CLEAN }, "--output-file", "report.txt");
    await watching.report("linted 1 file");
    watching.write("Dockerfile", SLOW);
    await watching.report("linted 1 file");
    const whole = readFileSync(join(watching.folder, "report.txt"), "utf8");
    expect(whole).toContain("1 fixable with --fix.\n");
    watching.write("Dockerfile", CLEAN);
    watching.process.kill("SIGINT");
    await once(watching.process, "exit");
    expect(readdirSync(watching.folder).toSorted()).toEqual([".git", "Dockerfile", "report.txt"]);
    const left = readFileSync(join(watching.folder, "report.txt"), "utf8");
    expect([whole, "No findings in 1 file.\n"]).toContain(left);
  },
);

test.each([
  [["--watch", "--fix"], "--watch only reports"],
  [["--watch", "--write-baseline"], "--watch only reports"],
  [["--watch", "-"], "not standard input"],
  [["--watch", "--select", "nothing"], "There is no rule"],
])("%s ends at once", (args, message) => {
  const { stderr, status } = runCli(args, { cwd: folderWith({ Dockerfile: CLEAN }) });
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
