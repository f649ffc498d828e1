import type { Span } from "./span.ts";

/** The replacement of a span of a text; an insertion where the span is empty. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** In the order of the text; of two insertions at one place the one that was given first. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether two edits cannot both be made: they touch the same characters, or insert at one place. */
export function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.start ? a.end > b.start : b.end > a.start;
}

export function sameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** Makes the edits, which must not overlap. What they do not touch stays as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of sortEdits(edits)) {
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...pieces, text.slice(at)].join("");
}

/**
 * Edits and what is edited in their result, as edits of the first text; undefined where one of the
 * second edits crosses the border of a first one.
 * @param second in terms of the text that the first ones make
 */
export function composeEdits(
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): TextEdit[] | undefined {
  const composed: TextEdit[] = [];
  const later = sortEdits(second);
  let next = 0;
  /** How much further behind a place stands in the second text than in the first. */
  let shift = 0;
  for (const edit of [...sortEdits(first), undefined]) {
    const start = edit === undefined ? Infinity : edit.start + shift;
    for (; next < later.length && later[next]!.start < start; next++) {
      const own = later[next]!;
      if (own.end > start) return undefined;
      composed.push({ start: own.start - shift, end: own.end - shift, text: own.text });
    }
    if (edit === undefined) break;
    const end = start + edit.text.length;
    const inside: TextEdit[] = [];
    for (; next < later.length && later[next]!.start <= end; next++) {
      const own = later[next]!;
      // What begins where the new text ends changes the old one behind it.
      if (own.start === end && own.end > end) break;
      if (own.end > end) return undefined;
      inside.push({ start: own.start - start, end: own.end - start, text: own.text });
    }
    composed.push({ ...edit, text: applyEdits(edit.text, inside) });
    shift += edit.text.length - (edit.end - edit.start);
  }
  return composed;
}
