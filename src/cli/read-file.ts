import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import type { FileError } from "../report/outcome.ts";
import { SourceText } from "../text/source.ts";
import { errorCode } from "./errors.ts";

/** No Dockerfile is larger; BuildKit's own transport takes 16 MB at most. */
const MAX_BYTES = 5_000_000;

/** A file's text; `lossy` where bytes that are no UTF-8 were replaced, so that it cannot be written. */
export interface ReadFile {
  readonly source: SourceText;
  readonly lossy: boolean;
}

/** Reads a file as a Dockerfile, or says why that cannot be and what to do. Never throws. */
export function readDockerfile(path: string): ReadFile | FileError {
  try {
    const bytes = readRegularFile(path);
    return typeof bytes === "string" ? { path, message: bytes } : decode(path, bytes);
  } catch (error) {
    return { path, message: explain(error) };
  }
}

/** The bytes of a file, or why they are not read. Opening a FIFO must not wait for a writer. */
function readRegularFile(path: string): Uint8Array | string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return `is ${kindOf(stats)}, not a file`;
    if (stats.size > MAX_BYTES) {
      const size = Math.round(stats.size / 1e6);
      return `is ${size} MB large: a Dockerfile has at most ${MAX_BYTES / 1e6} MB. Exclude it if it is none`;
    }
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a FIFO";
  return stats.isSocket() ? "a socket" : "a device";
}

/** The text of a file's bytes, or why they are none. */
export function decode(path: string, bytes: Uint8Array): ReadFile | FileError {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { path, message: "is UTF-16, which BuildKit cannot read. Save it as UTF-8" };
  }
  if (bytes.includes(0)) {
    return { path, message: "is binary: it has NUL bytes. Exclude it if it is no Dockerfile" };
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { source: new SourceText(path, buffer.toString("utf8")), lossy: !isUtf8(buffer) };
}

function explain(error: unknown): string {
  switch (errorCode(error)) {
    case "ENOENT":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "cannot be read: permission denied. Check its mode and owner";
    case "ELOOP":
      return "is a symbolic link that leads back to itself. Repair or remove it";
    case "ENXIO":
      return "is a socket or a device, not a file";
    case "EISDIR":
      return "is a directory, not a file";
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
