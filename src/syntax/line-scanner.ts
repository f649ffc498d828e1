import { BYTE_ORDER_MARK, type SourceText } from "../text/source.ts";
import { isSpace } from "./whitespace.ts";

/** One physical line. `[start, end)` leaves out the line end; `next` is where the next one starts. */
export interface PhysicalLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/**
 * Go's `bufio.Scanner` gives up on a line that does not fit its buffer, and BuildKit with it
 * (`parser/parser.go:handleScannerError`).
 */
const MAX_LINE_BYTES = 64 * 1024;

/** Hands out the physical lines of a file one after the other, as `parser.Parse` reads them. */
export class LineScanner {
  readonly #source: SourceText;
  #at: number;
  #number = 0;
  /** Set when a line was too long to be read; nothing comes after it. */
  tooLongAt: number | undefined;

  constructor(source: SourceText) {
    this.#source = source;
    this.#at = source.text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  }

  /** The number of the line that `next` gave last; 0 before the first. */
  get number(): number {
    return this.#number;
  }

  next(): PhysicalLine | undefined {
    const { text } = this.#source;
    const start = this.#at;
    if (start >= text.length || this.tooLongAt !== undefined) return undefined;
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    if (isTooLong(text, start, next, newline >= 0)) {
      this.tooLongAt = start;
      return undefined;
    }
    let end = next;
    while (end > start && isLineEnd(text.charCodeAt(end - 1))) end--;
    this.#at = next;
    this.#number++;
    return { number: this.#number, text: text.slice(start, end), start, end, next };
  }
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

function isTooLong(text: string, start: number, next: number, ended: boolean): boolean {
  const limit = ended ? MAX_LINE_BYTES : MAX_LINE_BYTES - 1;
  // A UTF-16 unit takes at most three bytes of UTF-8, so that only long lines need counting.
  if ((next - start) * 3 <= limit) return false;
  return utf8Length(text.slice(start, next)) > limit;
}

function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/** `parser/parser.go:isComment` */
export function isCommentLine(text: string): boolean {
  return text[firstNonSpace(text)] === "#";
}

/** `parser/parser.go:isEmptyContinuationLine` */
export function isBlankLine(text: string): boolean {
  return firstNonSpace(text) === text.length;
}

/** The index of the first character that is no white space; the length where there is none. */
export function firstNonSpace(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text[at]!)) at++;
  return at;
}
