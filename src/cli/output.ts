import { fstatSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { errorCode } from "./errors.ts";

/**
 * Writes to standard output. `process.stdout` would load the network stack for it, which takes a
 * tenth of a short run. A reader that has seen enough (`| head`) is no error.
 */
export function print(text: string): void {
  write(1, text);
}

/** Writes a line to standard error. */
export function printError(line: string): void {
  write(2, `${line}\n`);
}

function write(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if (errorCode(error) === "EPIPE") return;
      // Somebody made the pipe non-blocking, and its reader is slow.
      if (errorCode(error) !== "EAGAIN") throw error;
    }
  }
}

/** Whether a person looks at a file descriptor. */
export function isTerminal(file: 1 | 2): boolean {
  try {
    if (!fstatSync(file).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  const tty = createRequire(import.meta.url)("node:tty") as typeof import("node:tty");
  return tty.isatty(file);
}
