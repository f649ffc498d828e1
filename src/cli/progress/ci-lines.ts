/** A line of a log, without what a CI system put before it or into it. */
export interface CiLine {
  readonly text: string;
  /** When it was written, in milliseconds; undefined where the log does not tell. */
  readonly time: number | undefined;
  /** What tells the lines of one job from another's: empty where nothing does. */
  readonly lane: string;
}

/** Colours, cursor movements, titles, links; and Buildkite's timestamps, which are such a string. */
const ESCAPES = new RegExp(
  [
    String.raw`\u001b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\u001b[_\]P^][^\u0007\u001b]*(?:\u0007|\u001b\\)`,
    String.raw`\u001b[@-Z\\-_]`,
  ].join("|"),
  "g",
);

/**
 * What stands before a line: `gh run view --log` names job and step; GitHub, GitLab, Azure and
 * Jenkins put the time there, GitLab the stream too (`00O `, `01E+`); TeamCity has only the clock.
 */
const PREFIX = new RegExp(
  "^\\ufeff?" +
    String.raw`(?<lane>[^\t#]*\t[^\t#]*\t)?\ufeff?` +
    String.raw`(?:\[?(?<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)\]?(?:\s|$))?` +
    String.raw`(?:[0-9a-f]{2}[OE][+ ])?` +
    String.raw`(?:\[?\d\d:\d\d:\d\d(?:\.\d+)?\]?:?\s+)?`,
);

export function readCiLines(text: string): CiLine[] {
  return text.split("\n").map(readCiLine);
}

function readCiLine(raw: string): CiLine {
  const line = raw.replace(ESCAPES, "");
  const { lane, time } = PREFIX.exec(line)!.groups!;
  const behind = line.slice(PREFIX.exec(line)![0].length);
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return {
    text: lastOverwritten(behind),
    time: Number.isNaN(at) ? undefined : at,
    lane: lane ?? "",
  };
}

/** A carriage return begins the line anew: GitLab's section marks end in one. */
function lastOverwritten(line: string): string {
  const parts = line.split("\r");
  return parts.findLast((part) => part !== "") ?? "";
}
