import {
  chmodSync,
  chownSync,
  lstatSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
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
  return reported(path, () => {
    const target = realpathSync(path);
    replace(target, text, statSync(target));
  });
}

/**
 * Writes a file that need not exist yet, as a whole or not at all. What is no file, such as
 * `/dev/stdout` or a FIFO, is written to as it is.
 * @returns why it could not be written; undefined where it was
 */
export function writeNewFile(path: string, text: string): FileError | undefined {
  return reported(path, () => {
    const there = lstatSync(path, { throwIfNoEntry: false });
    const stats = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) replace(path, text);
    else if (stats?.isFile()) replace(realpathSync(path), text, stats);
    else writeFileSync(path, text);
  });
}

/** @param old what the new file is to have in common with the one that it replaces */
function replace(target: string, text: string, old?: Stats): void {
  endBetweenTasks();
  // Nobody else's file is written to (`wx`), so that the name may be guessed; node:crypto would
  // load all of Node's streams, in every run.
  const name = Math.random().toString(36).slice(2);
  const temporary = join(dirname(target), `.${basename(target)}.${name}`);
  try {
    writeFileSync(temporary, text, { flag: "wx", mode: old?.mode });
    if (old !== undefined) {
      chmodSync(temporary, old.mode);
      keepOwner(temporary, old.uid, old.gid);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function reported(path: string, write: () => void): FileError | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return { path, message: `cannot be written: ${explain(error)}. Nothing was changed` };
  }
}

let endsBetweenTasks = false;

/**
 * From now on Ctrl-C ends the process between two tasks, not in the midst of one: what is written
 * without a pause is written as a whole, and no temporary file stays behind.
 */
function endBetweenTasks(): void {
  if (endsBetweenTasks) return;
  endsBetweenTasks = true;
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
    case "ENOENT":
      return "there is no such file or folder";
    case "EISDIR":
      return "it is a folder";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space is left";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
