import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { normaliseContent } from "./allowances.ts";
import { readTar, type TarMember } from "./tar.ts";

/** What an image's file system holds, by path without a leading slash, sorted. */
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
  /** Whether a Python package's RECORD lists it, or a file in it. */
  readonly recorded?: boolean;
}

/** Reads the archive of a file system. */
export async function readListing(archive: Readable): Promise<Listing> {
  const entries = new Map<string, Entry>();
  const recorded = new Set<string>();
  for await (const member of readTar(archive)) {
    // A hard link is another name of a file that came before it.
    const first = member.kind === "1" ? entries.get(member.link.replace(/^\.?\//, "")) : undefined;
    entries.set(member.path, first ?? entryOf(member));
    if (member.path.endsWith(".dist-info/RECORD")) addRecorded(member, recorded);
  }
  for (const path of recorded) {
    const entry = entries.get(path);
    if (entry) entries.set(path, { ...entry, recorded: true });
  }
  return new Map([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A RECORD has a line `PATH,HASH,SIZE` for each file, relative to the folder of all packages. */
function addRecorded({ path, content }: TarMember, recorded: Set<string>): void {
  const packages = posix.dirname(posix.dirname(path));
  for (const line of content.toString("utf8").split("\n")) {
    const file = posix.join(packages, line.slice(0, line.indexOf(",")));
    recorded.add(file).add(posix.dirname(file));
  }
}

function entryOf({ path, kind, mode, uid, gid, mtime, link, content }: TarMember): Entry {
  const common = { mode, uid, gid, mtime };
  switch (kind) {
    case "0": {
      const meaning = normaliseContent(path, content);
      return {
        type: "file",
        ...common,
        size: content.length,
        sha256: sha256(content),
        ...(meaning === undefined ? {} : { meaning: sha256(meaning) }),
        ...(path.endsWith(".pyc") ? { sourceTime: content.readUInt32LE(8) } : {}),
      };
    }
    case "2":
      return { type: "symlink", ...common, link };
    case "5":
      return { type: "folder", ...common };
    default:
      return { type: "other", ...common };
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
