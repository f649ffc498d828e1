import { createHash } from "node:crypto";
import { posix } from "node:path";
import { normaliseContent } from "./allowances.ts";
import { architectureOf } from "../elf.ts";
import { readTar, type TarMember } from "./tar.ts";

/** What a file system holds, by path without a leading slash. */
export type Listing = ReadonlyMap<string, Entry>;

export interface Entry {
  readonly type: "file" | "folder" | "symlink" | "other";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a symbolic link points to. */
  readonly link?: string;
  /** Of files. */
  readonly size?: number;
  readonly sha256?: string;
  /** The hash of what must agree, where the content may differ in ways that mean nothing. */
  readonly meaning?: string;
  /** When the file was changed, in seconds. */
  readonly mtime: number;
  /** Of byte code: the time of the source that it was made from, which Python checks. */
  readonly sourceTime?: number;
  /** Of a program or library: the architecture that it is for, such as arm64. */
  readonly machine?: string;
  /** Of a Python package's RECORD: the paths that it lists, and their folders. */
  readonly lists?: readonly string[];
}

/** Reads the archive of a file system. */
export async function readListing(archive: AsyncIterable<Buffer>): Promise<Listing> {
  const entries = new Map<string, Entry>();
  for await (const member of readTar(archive)) {
    // A hard link is another name of a file that came before it.
    const first = member.kind === "1" ? entries.get(member.link.replace(/^\.?\//, "")) : undefined;
    entries.set(member.path, first ?? (await entryOf(member)));
  }
  return entries;
}

async function entryOf({ path, kind, mode, uid, gid, mtime, link, body }: TarMember) {
  const common = { mode, uid, gid, mtime };
  switch (kind) {
    case "0":
      return { type: "file", ...common, ...describeContent(path, await body.read()) } as const;
    case "2":
      return { type: "symlink", ...common, link } as const;
    case "5":
      return { type: "folder", ...common } as const;
    default:
      return { type: "other", ...common } as const;
  }
}

function describeContent(path: string, content: Buffer): Partial<Entry> {
  const meaning = normaliseContent(path, content);
  const machine = architectureOf(content);
  return {
    size: content.length,
    sha256: sha256(content),
    ...(meaning === undefined ? {} : { meaning: sha256(meaning) }),
    ...(machine === undefined ? {} : { machine }),
    ...(path.endsWith(".pyc") && content.length >= 12
      ? { sourceTime: content.readUInt32LE(8) }
      : {}),
    ...(path.endsWith(".dist-info/RECORD") ? { lists: readRecord(path, content) } : {}),
  };
}

/** A RECORD has a line `PATH,HASH,SIZE` for each file, relative to the folder of all packages. */
function readRecord(path: string, content: Buffer): string[] {
  const packages = posix.dirname(posix.dirname(path));
  const files = content
    .toString("utf8")
    .split("\n")
    .map((line) => posix.join(packages, line.slice(0, line.indexOf(","))));
  return [...new Set(files.flatMap((file) => [file, posix.dirname(file)]))];
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
