/**
 * The patterns of `${V#pattern}`, `${V%pattern}` and `${V/pattern/text}`: what BuildKit does with
 * Go's regular expressions (`frontend/dockerfile/shell/lex.go:trimPrefix`, `trimSuffix` and
 * `convertShellPatternToRegex`), in time that grows with the text alone.
 */

/** The longest result, in UTF-16 code units. Linux runs nothing with a variable beyond 128 KiB. */
const MAX_LENGTH = 1 << 22;
/** How many characters the patterns of one word may look at, and what a search costs by itself. */
const MAX_STEPS = 1 << 26;
const STEPS_OF_SEARCH = 16;

/** Why a word cannot be expanded, without the word. It never leaves these files. */
export class Failure extends Error {}

export function checkLength(text: string): string {
  if (text.length > MAX_LENGTH) throw new Failure("the result is too long");
  return text;
}

/** What the patterns of a word may still cost. */
export interface StepCounter {
  left: number;
}

export function newStepCounter(): StepCounter {
  return { left: MAX_STEPS };
}

function spend(steps: StepCounter, count: number): void {
  steps.left -= count;
  if (steps.left < 0) throw new Failure("the patterns take too long to match");
}

/** `trimPrefix`: takes off the shortest or longest prefix that matches. */
export function trimPrefix(
  pattern: string,
  value: string,
  longest: boolean,
  steps: StepCounter,
): string {
  const subject = new CodePoints(value, steps);
  const runs = parsePattern(new CodePoints(pattern, steps).points);
  const end = matchFrom(runs, subject.points, 0, longest, steps);
  return end < 0 ? value : subject.slice(end, subject.points.length);
}

/** `trimSuffix`: like BuildKit, takes a prefix off the reversed value. */
export function trimSuffix(
  pattern: string,
  value: string,
  longest: boolean,
  steps: StepCounter,
): string {
  const subject = new CodePoints(value, steps);
  const runs = parsePattern(reversePattern(new CodePoints(pattern, steps).points));
  const end = matchFrom(runs, subject.points.slice().reverse(), 0, longest, steps);
  return end < 0 ? value : subject.slice(0, subject.points.length - end);
}

/** The first match of a pattern becomes the replacement, as it is. */
export function replaceFirst(
  pattern: string,
  value: string,
  replacement: string,
  steps: StepCounter,
): string {
  const subject = new CodePoints(value, steps);
  const { points } = subject;
  const match = findMatch(parsePattern(new CodePoints(pattern, steps).points), points, 0, steps);
  if (match === undefined) return value;
  return checkLength(
    subject.slice(0, match.start) + replacement + subject.slice(match.end, points.length),
  );
}

/**
 * Every match of a pattern becomes the replacement. BuildKit hands it to Go's
 * `Regexp.ReplaceAllString`, where `$0` is the match, `$$` a dollar sign and any other name empty.
 */
export function replaceAll(
  pattern: string,
  value: string,
  replacement: string,
  steps: StepCounter,
): string {
  const subject = new CodePoints(value, steps);
  const { points } = subject;
  const runs = parsePattern(new CodePoints(pattern, steps).points);
  const template = parseTemplate(replacement);
  let text = "";
  let matchEnd = 0;
  // The loop of `regexp.go:replaceAll`.
  for (let from = 0; from <= points.length;) {
    const match = findMatch(runs, points, from, steps);
    if (match === undefined) break;
    text += subject.slice(matchEnd, match.start);
    // An empty match right behind another match does not count.
    if (match.end > matchEnd || match.start === 0) {
      text +=
        template.length === 1 ? template[0]! : template.join(subject.slice(match.start, match.end));
      checkLength(text);
    }
    matchEnd = match.end;
    from = Math.max(from + 1, match.end);
  }
  return checkLength(text + subject.slice(matchEnd, points.length));
}

/** `regexp.go:expand`: what stands between the references to the whole match. */
function parseTemplate(template: string): string[] {
  if (!template.includes("$")) return [template];
  const parts = [""];
  let end = 0;
  for (const match of template.matchAll(TEMPLATE_REFERENCE)) {
    parts[parts.length - 1] += template.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === "$$") parts[parts.length - 1] += "$";
    else if ((match[1] ?? match[2]) === "0") parts.push("");
  }
  parts[parts.length - 1] += template.slice(end);
  return parts;
}

const TEMPLATE_REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** A text by code points, which is what `?` matches one of. */
class CodePoints {
  readonly points: Uint32Array;
  readonly #text: string;

  constructor(text: string, steps: StepCounter) {
    spend(steps, text.length);
    this.#text = text;
    const points = new Uint32Array(text.length);
    let length = 0;
    for (let at = 0; at < text.length;) {
      const point = text.codePointAt(at)!;
      points[length++] = point;
      at += point > 0xffff ? 2 : 1;
    }
    this.points = points.subarray(0, length);
  }

  /** The text of the code points `[start, end)`. */
  slice(start: number, end: number): string {
    return this.points.length === this.#text.length
      ? this.#text.slice(start, end)
      : textOf(this.points.subarray(start, end));
  }
}

function textOf(points: Uint32Array): string {
  let text = "";
  for (const point of points) text += String.fromCodePoint(point);
  return text;
}

const NEWLINE = 0x0a;
const STAR = 0x2a;
const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;

/** Stands for `?` in a run: any character but a newline. */
const ANY = -1;

/** What stands between the stars of a pattern. */
interface Run {
  readonly points: readonly number[];
  /**
   * The failure function of Knuth, Morris and Pratt: for each prefix of the run the length of its
   * longest border. Undefined for runs with a `?`, which have none.
   */
  readonly borders: readonly number[] | undefined;
}

/**
 * `convertShellPatternToRegex`, up to the regular expression: JavaScript's take exponential time.
 * Stars in a row are one star; the result has one run more than the pattern then has stars.
 */
function parsePattern(pattern: Uint32Array): Run[] {
  const runs: Run[] = [];
  let points: number[] = [];
  for (let at = pattern[0] === 0xfeff ? 1 : 0; at < pattern.length; at++) {
    let point = pattern[at]!;
    if (point === STAR) {
      if (points.length === 0 && runs.length > 0) continue;
      runs.push(newRun(points));
      points = [];
      continue;
    }
    if (point === QUESTION_MARK) {
      point = ANY;
    } else if (point === BACKSLASH) {
      const escaped = pattern[at + 1];
      // These end the operand and need the escape character for that only.
      if (escaped === CLOSING_BRACE || escaped === SLASH) continue;
      if (escaped !== STAR && escaped !== QUESTION_MARK && escaped !== BACKSLASH) {
        const character = escaped === undefined ? "\ufffd" : String.fromCodePoint(escaped);
        const reason = `invalid escape '\\${character}'`;
        throw new Failure(`invalid pattern (${textOf(pattern)}) in substitution: ${reason}`);
      }
      point = escaped;
      at++;
    }
    points.push(point);
  }
  runs.push(newRun(points));
  return runs;
}

function newRun(points: readonly number[]): Run {
  if (points.includes(ANY)) return { points, borders: undefined };
  const borders = Array<number>(points.length).fill(0);
  for (let at = 1, border = 0; at < points.length; at++) {
    while (border > 0 && points[at] !== points[border]) border = borders[border - 1]!;
    if (points[at] === points[border]) border++;
    borders[at] = border;
  }
  return { points, borders };
}

/** `reversePattern`: an escape character stays before what it escapes. */
function reversePattern(pattern: Uint32Array): Uint32Array {
  const reversed = new Uint32Array(pattern.length);
  const last = pattern.length - 1;
  for (let at = 0; at <= last; at++) {
    if (pattern[at] === BACKSLASH && at < last) {
      reversed[last - at - 1] = BACKSLASH;
      reversed[last - at] = pattern[at + 1]!;
      at++;
    } else {
      reversed[last - at] = pattern[at]!;
    }
  }
  return reversed;
}

interface Match {
  readonly start: number;
  readonly end: number;
}

/** The leftmost match that starts at `from` or later, and of those the longest. */
function findMatch(
  runs: readonly Run[],
  points: Uint32Array,
  from: number,
  steps: StepCounter,
): Match | undefined {
  const first = runs[0]!;
  while (from <= points.length) {
    const start = search(first, points, from, points.length, false, steps);
    if (start < 0) return undefined;
    const end = matchRest(runs, points, start + first.points.length, true, steps);
    if (end >= 0) return { start, end };
    // Stars stay on a line. What cannot be reached from here cannot be from further right on it.
    const line = endOfLine(points, start + first.points.length, steps);
    from = Math.max(start, line - first.points.length) + 1;
  }
  return undefined;
}

/** The end of the shortest or longest match that starts at `start`, or -1. */
function matchFrom(
  runs: readonly Run[],
  points: Uint32Array,
  start: number,
  longest: boolean,
  steps: StepCounter,
): number {
  const first = runs[0]!;
  if (search(first, points, start, start, false, steps) < 0) return -1;
  return matchRest(runs, points, start + first.points.length, longest, steps);
}

/**
 * The end of the shortest or longest match of all runs but the first, which ends at `end`, or -1.
 *
 * A star reaches no further than the end of its line, so the earlier a run stands, the more the star
 * after it reaches. Hence it is enough to try the first place of every run; only the last run has a
 * choice, and takes its last place for the longest match. A run with a newline in it has one place
 * at most. The result is that of Go's greedy and non-greedy expressions.
 */
function matchRest(
  runs: readonly Run[],
  points: Uint32Array,
  end: number,
  longest: boolean,
  steps: StepCounter,
): number {
  let line = -1;
  for (let at = 1; at < runs.length; at++) {
    if (line < end) line = endOfLine(points, end, steps);
    const run = runs[at]!;
    const place = search(run, points, end, line, longest && at === runs.length - 1, steps);
    if (place < 0) return -1;
    end = place + run.points.length;
  }
  return end;
}

/** The first or last place in `[from, to]` where a run stands, or -1. */
function search(
  run: Run,
  points: Uint32Array,
  from: number,
  to: number,
  last: boolean,
  steps: StepCounter,
): number {
  spend(steps, STEPS_OF_SEARCH);
  const { points: wanted, borders } = run;
  const limit = Math.min(to, points.length - wanted.length);
  if (limit < from) return -1;
  if (wanted.length === 0) return last ? limit : from;
  if (borders === undefined) {
    for (let count = 0; count <= limit - from; count++) {
      const place = last ? limit - count : from + count;
      if (matchesAt(wanted, points, place, steps)) return place;
    }
    return -1;
  }

  let found = -1;
  let matched = 0;
  let at = from;
  for (const end = limit + wanted.length; at < end; at++) {
    while (matched > 0 && points[at] !== wanted[matched]) matched = borders[matched - 1]!;
    if (points[at] === wanted[matched]) matched++;
    if (matched === wanted.length) {
      found = at + 1 - matched;
      if (!last) break;
      matched = borders[matched - 1]!;
    }
  }
  spend(steps, at - from);
  return found;
}

function matchesAt(
  wanted: readonly number[],
  points: Uint32Array,
  place: number,
  steps: StepCounter,
): boolean {
  let at = 0;
  while (at < wanted.length) {
    const point = points[place + at]!;
    if (wanted[at] === ANY ? point === NEWLINE : point !== wanted[at]) break;
    at++;
  }
  spend(steps, at + 1);
  return at === wanted.length;
}

/** Where the line ends that `from` is on: at its newline or the end of the text. */
function endOfLine(points: Uint32Array, from: number, steps: StepCounter): number {
  let end = points.indexOf(NEWLINE, from);
  if (end < 0) end = points.length;
  spend(steps, end - from);
  return end;
}
