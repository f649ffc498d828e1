import { PositionEncodingKind } from "vscode-languageserver/node";

/** What the columns of a position count (LSP, PositionEncodingKind). */
export interface ColumnEncoding {
  readonly kind: PositionEncodingKind;
  /** The column behind a piece of a line that begins at the line's start. */
  columnBehind(text: string): number;
  /** How many UTF-16 units of a line stand before a column; of a character never a part. */
  unitsBefore(line: string, column: number): number;
}

const UTF16: ColumnEncoding = {
  kind: PositionEncodingKind.UTF16,
  columnBehind: (text) => text.length,
  unitsBefore: (_, column) => column,
};

const UTF8 = counting(PositionEncodingKind.UTF8, bytesOf);
const UTF32 = counting(PositionEncodingKind.UTF32, () => 1);

/** The encoding to use with a client: the one of its own that costs least, and UTF-16 by default. */
export function encodingFor(offered: readonly PositionEncodingKind[] = []): ColumnEncoding {
  return [UTF16, UTF8, UTF32].find(({ kind }) => offered.includes(kind)) ?? UTF16;
}

/** An encoding that counts so many for each code point. */
function counting(kind: PositionEncodingKind, sizeOf: (codePoint: number) => number) {
  return {
    kind,
    columnBehind(text: string): number {
      let column = 0;
      for (const character of text) column += sizeOf(character.codePointAt(0)!);
      return column;
    },
    unitsBefore(line: string, column: number): number {
      let units = 0;
      let passed = 0;
      for (const character of line) {
        passed += sizeOf(character.codePointAt(0)!);
        if (passed > column) break;
        units += character.length;
      }
      return units;
    },
  };
}

/** In UTF-8. Half a surrogate pair takes three, as the replacement character would. */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
