import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** What of a machine is looked at. Nothing here changes it. */
export interface Host {
  /** As Node names them: `linux`, `darwin`, `win32`; `x64`, `arm64`. */
  readonly system: string;
  readonly arch: string;
  /** The text of a file; undefined where it cannot be read. */
  read(path: string): string | undefined;
  /** The names in a folder; undefined where it cannot be listed. */
  list(path: string): readonly string[] | undefined;
  exists(path: string): boolean;
  /** Runs a program that only tells. */
  run(program: string, args: readonly string[]): Promise<Answer>;
}

/** What a program said. `missing`: it is not installed. */
export type Answer =
  | { readonly status: number; readonly stdout: string; readonly stderr: string }
  | "missing";

/** Builders on other machines may take long to answer, or forever. */
const PATIENCE = 30_000;

export const thisHost: Host = {
  system: process.platform,
  arch: process.arch,
  read: (path) => orUndefined(() => readFileSync(path, "utf8")),
  list: (path) => orUndefined(() => readdirSync(path)),
  exists: existsSync,
  run: (program, args) =>
    new Promise((resolve) => {
      execFile(program, [...args], { timeout: PATIENCE }, (error, stdout, stderr) => {
        if (error === null) resolve({ status: 0, stdout, stderr });
        else if (error.code === "ENOENT") resolve("missing");
        else if (error.killed) {
          const stderr = `no answer within ${PATIENCE / 1000} seconds`;
          resolve({ status: 1, stdout, stderr });
        } else resolve({ status: 1, stdout, stderr });
      });
    }),
};

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
