import type { Place } from "../build.ts";

/** A line of a makefile, with its continuations. */
export interface MakeLine {
  readonly text: string;
  readonly place: Place;
}

/** Lines with their continuations, which stay: the shell reads them too. */
export function* logicalLines(path: string, text: string): Generator<MakeLine> {
  let pieces: string[] = [];
  for (const [index, piece] of text.split(/\r?\n/).entries()) {
    pieces.push(piece);
    if (piece.endsWith("\\")) continue;
    yield { text: pieces.join("\n"), place: { path, line: index + 2 - pieces.length } };
    pieces = [];
  }
}

/** As make reads a line that is no recipe's. */
export function joinLines(text: string): string {
  return text.replace(/\\\n[ \t]*/g, " ");
}

export function withoutComment(text: string): string {
  const at = text.search(/(?<!\\)#/);
  return at < 0 ? text : text.slice(0, at);
}
