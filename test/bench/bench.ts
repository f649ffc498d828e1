/**
 * How fast it is: `npm run build && npm run bench [-- FOLDER]`. Figures of one run stand side by
 * side, and ratios say more than milliseconds: other work on the machine makes all of them larger.
 */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { engine } from "../../src/index.ts";
import { toJson } from "../../src/report/json.ts";
import { SourceText } from "../../src/text/source.ts";
import { HOSTILE } from "./hostile.ts";
import { discoveryTime } from "./large-tree.ts";
import { compareBuildKit, comparePeers } from "./peers.ts";

const CLI = "dist/cli.cjs";
const SMALL_FILE = "fixtures/seed/Dockerfile";
const START_RUNS = 21;
/** At most this many times bare Node. */
const START_TARGET = 1.5;

/** In MB. The first is tried to see whether the others can be. */
const SIZES = [1 / 32, 0.25, 0.5, 1];
const MEGABYTE = 1024 * 1024;
/** For a hostile file of 1 MB. */
const HOSTILE_TARGET = 500;
const HOSTILE_RUNS = 3;
/** In milliseconds, for a tree of 10,000 files. */
const DISCOVERY_TARGET = 500;
/** What takes longer is measured once. */
const NOT_AGAIN_AFTER = 3_000;
/** What would take longer at the next size, if it grew with the square, is not tried. */
const TOO_LONG = 60_000;

const [folder] = process.argv.slice(2);
if (!existsSync(CLI)) {
  console.error(`${CLI} is not there: npm run build`);
  process.exit(2);
}
startUp();
if (folder !== undefined) wholeFolder(folder);
hostileFiles();
await largeTree();

/** The whole process, against one that does nothing; in turn, so that both see the same machine. */
function startUp(): void {
  const bare: number[] = [];
  const lint: number[] = [];
  for (let run = 0; run < START_RUNS; run++) {
    bare.push(timeOf(["-e", "0"]).time);
    lint.push(timeOf([CLI, "--exit-zero", SMALL_FILE]).time);
  }
  const [node, whole] = [median(bare), median(lint)];
  heading(`Start-up, medians of ${START_RUNS} runs in turn`);
  row("node -e 0", `${node.toFixed(0)} ms`);
  row(`lint ${SMALL_FILE}`, `${whole.toFixed(0)} ms`);
  row("ratio", verdict(whole / node, START_TARGET));
}

function wholeFolder(path: string): void {
  const { time, stdout } = timeOf([CLI, "--format", "json", "--exit-zero", path]);
  const report = JSON.parse(stdout) as {
    files: { path: string }[];
    summary: { files: number; diagnostics: number };
  };
  const { files, diagnostics } = report.summary;
  const bytes = report.files.map((file) => statSync(file.path).size);
  const megabytes = bytes.reduce((sum, each) => sum + each, 0) / MEGABYTE;
  heading(`All Dockerfiles below ${path}, in one process`);
  row("files", `${files} (${megabytes.toFixed(1)} MB), ${diagnostics} findings`);
  row("time", `${(time / 1000).toFixed(2)} s`);
  row("files per second", (files / (time / 1000)).toFixed(0));
  besidePeers(report.files.map((file) => file.path));
}

function besidePeers(paths: readonly string[]): void {
  const own = [process.execPath, CLI, "--exit-zero", "--no-config"] as const;
  const { files, times } = comparePeers(own, paths);
  heading(`${files} of these files, one process a program`);
  row("", "by the clock", "of processor time");
  for (const { name, filesPerSecond, filesPerBusySecond } of times) {
    if (filesPerSecond === undefined) row(name, "is not installed");
    else row(name, `${filesPerSecond.toFixed(0)}/s`, `${filesPerBusySecond?.toFixed(0) ?? "?"}/s`);
  }
  besideBuildKit(own, paths);
}

function besideBuildKit(own: readonly [string, ...string[]], paths: readonly string[]): void {
  const compared = compareBuildKit(own, paths);
  if (compared === undefined) return row("docker buildx build --call=check", "no builder runs");
  const { files, answered, checkSeconds, ownSeconds } = compared;
  heading(`${files} of these files, one process a file`);
  row("dockerlint-xarch", `${(files / ownSeconds).toFixed(1)}/s`);
  const note = answered === files ? "" : `(${answered} could be checked)`;
  row("docker buildx build --call=check", `${(files / checkSeconds).toFixed(1)}/s`, note);
}

/** What a repository builds is looked for at the first Dockerfile of a run. */
async function largeTree(): Promise<void> {
  heading("Discovery in a tree of 10,000 files");
  const runs = [await discoveryTime(), await discoveryTime(), await discoveryTime()];
  const time = Math.min(...runs.map((run) => run.time));
  row("builds found", String(runs[0]!.builds));
  const missed = time > DISCOVERY_TARGET ? ", missed" : "";
  row("time", `${time.toFixed(0)} ms (target: at most ${DISCOVERY_TARGET}${missed})`);
}

/** Four times the size may take four times as long. */
function hostileFiles(): void {
  // The first files of a process are slow for other reasons than what they hold.
  for (const write of Object.values(HOSTILE)) millisecondsOf(write(4096));
  heading("Hostile files, linted and reported in one process");
  const shown = SIZES.slice(1);
  row("", ...shown.map((size) => `${size} MB`), "growth", "(linear: 4)");
  for (const [name, write] of Object.entries(HOSTILE)) {
    const times = timesOf(write).slice(1);
    const whole = times[shown.length - 1] ?? Number.NaN;
    const growth = whole / times[0]!;
    const slow = whole <= HOSTILE_TARGET ? "" : `over ${HOSTILE_TARGET} ms`;
    const cells = shown.map((_, index) => cell(times[index]));
    row(name, ...cells, Number.isNaN(growth) ? "-" : growth.toFixed(1), slow);
  }
}

/** How long each size takes, up to the one that throws or the one before what takes too long. */
function timesOf(write: (size: number) => string): number[] {
  const times: number[] = [];
  for (const [index, size] of SIZES.entries()) {
    const last = times.at(-1) ?? 0;
    const growth = size / (SIZES[index - 1] ?? size);
    if (Number.isNaN(last) || last * growth ** 2 > TOO_LONG) break;
    times.push(millisecondsOf(write(size * MEGABYTE)));
  }
  return times;
}

/** The best of some runs: whatever else the machine does makes them longer, never shorter. */
function millisecondsOf(text: string): number {
  const source = new SourceText("Dockerfile", text);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < HOSTILE_RUNS && (run === 0 || best < NOT_AGAIN_AFTER); run++) {
    const start = performance.now();
    try {
      // A report tells what can be done, which is worked out only then.
      toJson([engine.lint(source)], []);
    } catch (error) {
      console.error(String(error));
      return Number.NaN;
    }
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function cell(time: number | undefined): string {
  if (time === undefined) return "-";
  return Number.isNaN(time) ? "throws" : `${time.toFixed(0)} ms`;
}

function timeOf(args: readonly string[]): { time: number; stdout: string } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ends with ${status}: ${stderr}`);
  return { time, stdout };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function verdict(ratio: number, target: number): string {
  return `${ratio.toFixed(2)} (target: at most ${target}${ratio > target ? ", missed" : ""})`;
}

function heading(text: string): void {
  console.log(`\n${text}`);
}

function row(name: string, ...cells: readonly string[]): void {
  const [first = "", ...rest] = cells;
  const numbers = [first, ...rest].map((each) => each.padStart(12)).join("");
  console.log(`  ${name.padEnd(56)}${numbers}`.trimEnd());
}
