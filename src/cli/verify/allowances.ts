/**
 * What may differ between two images that mean the same. The list is short, and every entry says why:
 * whatever it lets through, no comparison will ever find.
 *
 * Not in this list, as no comparison looks at it: when files were changed. Every build sets that anew.
 */
import { summariseZip } from "./zip.ts";

/** Files whose content differs from build to build, reduced to what must agree. */
interface ContentAllowance {
  readonly path: RegExp;
  readonly why: string;
  readonly reduce: (content: Buffer) => Uint8Array;
}

const NOTHING = new Uint8Array();

/** What Go counts of its own programs, in files that are named after the day: go.dev/doc/telemetry. */
const GO_COUNTERS = /^root\/\.config\/go\/telemetry(\/|$)/;

export const CONTENT_ALLOWANCES: readonly ContentAllowance[] = [
  {
    path: /\.pyc$/,
    why: "the header holds the time of the source file; the code follows after 16 bytes",
    reduce: (content) => content.subarray(16),
  },
  {
    path: /\.dist-info\/RECORD$/,
    why: "a list of files; pip writes it in the order in which it came across them",
    reduce: (content) => Buffer.from(content.toString("utf8").split("\n").toSorted().join("\n")),
  },
  {
    path: /\.(jar|war|ear|aar|whl|zip)$/,
    why: "the archive holds the time of each file, and the order in which the tool came across them",
    reduce: (content) => summariseZip(content) ?? content,
  },
  {
    path: /^var\/log\/(apt\/(history|term)|dpkg|alternatives|bootstrap)\.log$/,
    why: "every line or paragraph begins with a time",
    reduce: () => NOTHING,
  },
  {
    path: /^var\/cache\/ldconfig\/aux-cache$/,
    why: "it holds inode numbers and times of the libraries",
    reduce: () => NOTHING,
  },
  {
    path: GO_COUNTERS,
    why: "how often each of Go's programs was started, a random name and a date",
    reduce: () => NOTHING,
  },
];

/** Files that only one of two images may have. */
interface PresenceAllowance {
  readonly path: RegExp;
  readonly why: string;
}

export const PRESENCE_ALLOWANCES: readonly PresenceAllowance[] = [
  {
    path: /^root\/\.cache(\/|$)/,
    why: "what tools downloaded; the rewritten file downloads elsewhere, and the image is smaller for it",
  },
  {
    path: GO_COUNTERS,
    why: "where Go runs in another stage, it counts there",
  },
  {
    path: /^root\/\.config(\/go)?$/,
    why: "the folders around these counters",
  },
];

/**
 * Python writes this byte code when a module is first imported, here by pip itself. Which modules
 * those are depends on what pip had to do. Byte code that a package's RECORD lists is no such cache.
 */
export const IMPORT_CACHE = /(^|\/)__pycache__(\/[^/]+\.pyc)?$/;

/** What must agree of a file's content; undefined where every byte must. */
export function normaliseContent(path: string, content: Buffer): Uint8Array | undefined {
  return CONTENT_ALLOWANCES.find((each) => each.path.test(path))?.reduce(content);
}
