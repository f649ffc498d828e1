import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileError } from "../report/outcome.ts";
import { errorCode } from "./errors.ts";

/**
 * Replaces a file's text as a whole or not at all: a new file with the same mode and owner takes
 * its place. A symbolic link stays one; the file that it leads to is replaced.
 * @returns why it could not be written; undefined where it was
 */
export function writeAtomically(path: string, text: string): FileError | undefined {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const stats = statSync(target);
    temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}`);
    writeFileSync(temporary, text, { flag: "wx", mode: stats.mode });
    chmodSync(temporary, stats.mode);
    keepOwner(temporary, stats.uid, stats.gid);
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return { path, message: `cannot be written: ${explain(error)}. Nothing was changed` };
  }
}

/**
 * Writes a file that need not exist yet, as a whole or not at all.
 * @returns why it could not be written; undefined where it was
 */
export function writeNewFile(path: string, text: string): FileError | undefined {
  try {
    if (!existsSync(path)) writeFileSync(path, "", { flag: "wx" });
  } catch (error) {
    return { path, message: `cannot be written: ${explain(error)}` };
  }
  return writeAtomically(path, text);
}

/**
 * From now on Ctrl-C ends the process between two tasks, not in the midst of one: what is written
 * without a pause is written as a whole, and no temporary file stays behind.
 */
export function endBetweenTasks(): void {
  // The statuses by which a shell knows these signals.
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
}

/** Who may not give files away keeps them: the content counts more than the owner. */
function keepOwner(file: string, uid: number, gid: number): void {
  try {
    chownSync(file, uid, gid);
  } catch (error) {
    if (errorCode(error) !== "EPERM") throw error;
  }
}

function explain(error: unknown): string {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
      return "permission denied. Check the mode and owner of the file and of its folder";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space is left";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
