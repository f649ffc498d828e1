import type { Span } from "./span.ts";

/**
 * A run of characters that came from one place of the file. `length` characters of the text stand
 * for the source characters `[source, sourceEnd)`: one for one, or, where the lengths differ
 * (an escape such as `\n` in a JSON string), as one indivisible piece.
 */
interface Segment {
  readonly at: number;
  readonly length: number;
  readonly source: number;
  readonly sourceEnd: number;
  /** Whether the characters stand for the source only as a whole. */
  readonly whole: boolean;
}

/**
 * A text that was read out of a file and knows, for each of its characters, where in the file it
 * stands: a logical line whose continuations were joined, a word, a decoded JSON string, a script
 * inside quotes. Slicing keeps the knowledge, so what a parser finds in it has file offsets.
 */
export class MappedText {
  readonly text: string;
  /** Where the text begins; of a literal one this says it all. */
  readonly #source: number;
  /** Undefined for a text that stands in the file literally, as nearly all do. */
  readonly #segments: readonly Segment[] | undefined;

  private constructor(text: string, source: number, segments?: readonly Segment[]) {
    this.text = text;
    this.#source = source;
    this.#segments = segments;
  }

  /** A piece of a file that stands there literally, beginning at `source`. */
  static literal(text: string, source: number): MappedText {
    return new MappedText(text, source);
  }

  /** The joining of pieces, in order. `anchor` is the offset of an empty result. */
  static concat(pieces: readonly MappedText[], anchor: number): MappedText {
    if (pieces.length === 1) return pieces[0]!;
    const segments: Segment[] = [];
    let at = 0;
    for (const piece of pieces) {
      for (const segment of piece.#parts()) segments.push({ ...segment, at: segment.at + at });
      at += piece.text.length;
    }
    return MappedText.#of(pieces.map((piece) => piece.text).join(""), segments, anchor);
  }

  /** Characters that are spelled otherwise in the file: `text` stands for all of `source`. */
  static replacement(text: string, source: Span): MappedText {
    const whole = text.length !== source.end - source.start;
    if (!whole || text.length === 0) return new MappedText(text, source.start);
    const place = { source: source.start, sourceEnd: source.end };
    return new MappedText(text, source.start, [{ at: 0, length: text.length, ...place, whole }]);
  }

  static #of(text: string, segments: readonly Segment[], anchor: number): MappedText {
    const [first] = segments;
    const literal = segments.length <= 1 && first?.whole !== true;
    return new MappedText(text, first?.source ?? anchor, literal ? undefined : segments);
  }

  get length(): number {
    return this.text.length;
  }

  /** The file's range that the whole text covers, what was skipped in between included. */
  get span(): Span {
    return this.spanOf(0, this.text.length);
  }

  /** The file's range of the characters `[start, end)`; empty where `start === end`. */
  spanOf(start: number, end: number): Span {
    const from = this.offsetOf(start);
    const to = Math.min(end, this.text.length);
    return to > start ? { start: from, end: this.#endOffsetOf(to) } : { start: from, end: from };
  }

  /** The file offset of the character at `index`; for `index === length`, the end of the text. */
  offsetOf(index: number): number {
    if (index >= this.text.length) return this.#endOffsetOf(this.text.length);
    if (this.#segments === undefined) return this.#source + index;
    const segment = this.#segments[indexAt(this.#segments, index)]!;
    return segment.whole ? segment.source : segment.source + index - segment.at;
  }

  /** The index of the character that stands at a file offset, or of the first one behind it. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.text.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsetOf(middle) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  slice(start: number, end: number = this.text.length): MappedText {
    if (start === 0 && end === this.text.length) return this;
    const text = this.text.slice(start, end);
    if (text.length === 0 || this.#segments === undefined) {
      return new MappedText(text, this.offsetOf(start));
    }
    const segments: Segment[] = [];
    for (let i = indexAt(this.#segments, start); i < this.#segments.length; i++) {
      const segment = this.#segments[i]!;
      if (segment.at >= end) break;
      segments.push(cut(segment, start, end));
    }
    return MappedText.#of(text, segments, this.#source);
  }

  /** The text without leading and trailing characters for which `isSpace` holds. */
  trim(isSpace: (character: string) => boolean): MappedText {
    let start = 0;
    let end = this.text.length;
    while (start < end && isSpace(this.text[start]!)) start++;
    while (end > start && isSpace(this.text[end - 1]!)) end--;
    return this.slice(start, end);
  }

  #endOffsetOf(end: number): number {
    if (this.#segments === undefined) return this.#source + end;
    const segment = this.#segments[indexAt(this.#segments, end - 1)]!;
    return segment.whole ? segment.sourceEnd : segment.source + end - segment.at;
  }

  #parts(): readonly Segment[] {
    if (this.#segments !== undefined) return this.#segments;
    const { length } = this.text;
    if (length === 0) return [];
    const source = this.#source;
    return [{ at: 0, length, source, sourceEnd: source + length, whole: false }];
  }
}

function indexAt(segments: readonly Segment[], index: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle]!.at <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The part of a segment inside `[start, end)`, moved so that `start` becomes 0. */
function cut(segment: Segment, start: number, end: number): Segment {
  const from = Math.max(segment.at, start);
  const to = Math.min(segment.at + segment.length, end);
  const at = from - start;
  if (segment.whole) return { ...segment, at, length: to - from };
  const source = segment.source + from - segment.at;
  return { at, length: to - from, source, sourceEnd: source + to - from, whole: false };
}
