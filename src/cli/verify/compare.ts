import { IMPORT_CACHE, PRESENCE_ALLOWANCES } from "./allowances.ts";
import type { Image, ImageConfig } from "./image-archive.ts";
import type { Entry, Listing } from "./listing.ts";

/** Something that two file systems do not have in common. */
export interface Difference {
  /** `/usr/bin/env`, or of the image's configuration `config.env` */
  readonly path: string;
  /** `only in the original`, `mode 644, then 755`, ... */
  readonly what: string;
}

/** What differs between two images: how they are started, and their files. */
export function compareImages(original: Image, other: Image): Difference[] {
  const keys = Object.keys(original.config) as (keyof ImageConfig)[];
  const config = keys.flatMap((key) => {
    const [before, after] = [original, other].map((image) => JSON.stringify(image.config[key]));
    return before === after ? [] : [{ path: `config.${key}`, what: `${before}, then ${after}` }];
  });
  return [...config, ...compare(original.files, other.files)];
}

/** What differs between two file systems beyond what may. */
export function compare(original: Listing, other: Listing): Difference[] {
  const differences: Difference[] = [];
  const recorded = recordedIn([original, other]);
  const paths = new Set([...original.keys(), ...other.keys()]);
  for (const path of [...paths].toSorted()) {
    const [before, after] = [original.get(path), other.get(path)];
    const what = before && after ? unlike(before, after) : onlyOne(path, before, recorded);
    if (what !== undefined) differences.push({ path: `/${path}`, what });
  }
  return [...differences, ...staleByteCode(original, other)];
}

/** The paths that Python's packages say are theirs. */
function recordedIn(listings: readonly Listing[]): Set<string> {
  const entries = listings.flatMap((listing) => [...listing.values()]);
  return new Set(entries.flatMap(({ lists }) => lists ?? []));
}

function onlyOne(path: string, before: Entry | undefined, recorded: ReadonlySet<string>) {
  if (PRESENCE_ALLOWANCES.some((allowance) => allowance.path.test(path))) return undefined;
  if (IMPORT_CACHE.test(path) && !recorded.has(path)) return undefined;
  return before ? "only in the original" : "only in the other";
}

function unlike(before: Entry, after: Entry): string | undefined {
  if (before.type !== after.type) return `${before.type}, then ${after.type}`;
  if (before.mode !== after.mode) return `mode ${octal(before.mode)}, then ${octal(after.mode)}`;
  const [owner, newOwner] = [before, after].map(({ uid, gid }) => `${uid}:${gid}`);
  if (owner !== newOwner) return `owner ${owner}, then ${newOwner}`;
  if (before.link !== after.link) return `link to ${before.link}, then to ${after.link}`;
  const agree = (before.meaning ?? before.sha256) === (after.meaning ?? after.sha256);
  if (before.machine !== after.machine) {
    return `${describeCode(before)}, then ${describeCode(after)}`;
  }
  if (!agree) return `content of ${before.size} bytes, then of ${after.size}`;
  return undefined;
}

function describeCode({ machine }: Entry): string {
  return machine === undefined ? "no machine code" : `code for ${machine}`;
}

/**
 * Python ignores byte code whose header does not have its source's time, and makes it anew on every
 * start where it may not write. An image in which a copy lost the times would be slower, not different.
 */
function staleByteCode(original: Listing, other: Listing): Difference[] {
  const stale = (listing: Listing) => [...listing.keys()].filter((path) => isStale(path, listing));
  const before = new Set(stale(original));
  return stale(other)
    .filter((path) => !before.has(path))
    .map((path) => ({ path: `/${path}`, what: "byte code older or newer than its source" }));
}

function isStale(path: string, listing: Listing): boolean {
  const time = listing.get(path)!.sourceTime;
  if (time === undefined) return false;
  const source = listing.get(path.replace(/__pycache__\/([^/.]+)\.[^/]+$/, "$1.py"));
  return source !== undefined && source.mtime !== time;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** The first differences, one a line, and how many there are in all. */
export function formatDifferences(differences: readonly Difference[], atMost = 40): string {
  if (differences.length === 0) return "no difference";
  const lines = differences.slice(0, atMost).map(({ path, what }) => `  ${path}: ${what}`);
  const left = differences.length - lines.length;
  if (left > 0) lines.push(`  and ${left} more`);
  const count = differences.length === 1 ? "1 difference" : `${differences.length} differences`;
  return [count, ...lines].join("\n");
}
