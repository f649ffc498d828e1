/** A place in a file as people and editors count: both from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The byte order mark. It belongs to the file, but to no line of it: columns do not count it. */
export const BYTE_ORDER_MARK = "\ufeff";

/** A file's text with its name. Offsets everywhere in the project index `text`, a BOM included. */
export class SourceText {
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Where each line starts. BuildKit ends lines at `\n` only (`parser/parser.go:scanLines`). */
  get lineStarts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) {
        this.#lineStarts.push(at + 1);
      }
    }
    return this.#lineStarts;
  }

  /** The line and column of an offset in `[0, text.length]`. */
  position(offset: number): Position {
    const line = this.lineAt(offset);
    let start = this.lineStarts[line - 1]!;
    if (line === 1 && this.text.startsWith(BYTE_ORDER_MARK)) start = Math.min(offset, 1);
    return { line, column: offset - start + 1 };
  }

  /** The number of the line, from 1, that holds an offset. */
  lineAt(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The text of a line, counted from 1, without its line end and without a BOM. */
  lineText(line: number): string {
    const start = this.lineStarts[line - 1];
    if (start === undefined) return "";
    const next = this.lineStarts[line];
    const text = this.text.slice(start, next ?? this.text.length).replace(/[\r\n]+$/, "");
    return line === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  }
}
