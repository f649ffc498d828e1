import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const bundle = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the command line is started. */
export interface RunOptions extends SpawnSyncOptions {
  /** Another build than the one of this repository. */
  readonly bundle?: string;
}

/** Starts the built command line. */
export function runCli(args: readonly string[], options: RunOptions = {}): CliResult {
  const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env };
  const settings = { timeout: 30_000, ...options, env, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [options.bundle ?? bundle, ...args],
    settings,
  );
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** A new folder with the given files; gone when the test is. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "dockerlint-xarch-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}
