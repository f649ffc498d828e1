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
  readonly #segments: readonly Segment[];
  /** Where an empty text stands. */
  readonly #anchor: number;

  private constructor(text: string, segments: readonly Segment[], anchor: number) {
    this.text = text;
    this.#segments = segments;
    this.#anchor = anchor;
  }

  /** A piece of a file that stands there literally, beginning at `source`. */
  static literal(text: string, source: number): MappedText {
    const sourceEnd = source + text.length;
    const segment = { at: 0, length: text.length, source, sourceEnd, whole: false };
    return new MappedText(text, text.length > 0 ? [segment] : [], source);
  }

  /** The joining of pieces, in order. `anchor` is the offset of an empty result. */
  static concat(pieces: readonly MappedText[], anchor: number): MappedText {
    if (pieces.length === 1) return pieces[0]!;
    const segments: Segment[] = [];
    let at = 0;
    for (const piece of pieces) {
      for (const segment of piece.#segments) segments.push({ ...segment, at: segment.at + at });
      at += piece.text.length;
    }
    return new MappedText(pieces.map((piece) => piece.text).join(""), segments, anchor);
  }

  /** Characters that are spelled otherwise in the file: `text` stands for all of `source`. */
  static replacement(text: string, source: Span): MappedText {
    const whole = text.length !== source.end - source.start;
    const place = { source: source.start, sourceEnd: source.end };
    const segment = { at: 0, length: text.length, ...place, whole };
    return new MappedText(text, text.length > 0 ? [segment] : [], source.start);
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
    const segment = this.#segmentAt(index);
    if (segment === undefined) return this.#anchor;
    return segment.whole ? segment.source : segment.source + index - segment.at;
  }

  slice(start: number, end: number = this.text.length): MappedText {
    if (start === 0 && end === this.text.length) return this;
    const text = this.text.slice(start, end);
    if (text.length === 0) return new MappedText("", [], this.offsetOf(start));
    const segments: Segment[] = [];
    for (let i = this.#indexAt(start); i < this.#segments.length; i++) {
      const segment = this.#segments[i]!;
      if (segment.at >= end) break;
      segments.push(cut(segment, start, end));
    }
    return new MappedText(text, segments, segments[0]?.source ?? this.#anchor);
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
    const segment = this.#segmentAt(end - 1);
    if (segment === undefined) return this.#anchor;
    return segment.whole ? segment.sourceEnd : segment.source + end - segment.at;
  }

  #segmentAt(index: number): Segment | undefined {
    return this.#segments[this.#indexAt(index)];
  }

  #indexAt(index: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#segments[middle]!.at <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
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
