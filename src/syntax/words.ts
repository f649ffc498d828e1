import type { MappedText } from "../text/mapped.ts";
import type { EscapeCharacter } from "./directives.ts";
import { isSeparator, isSpace } from "./whitespace.ts";

/** `parser/line_parsers.go:parseStringsWhitespaceDelimited`: words know no quotes. */
export function splitAtWhitespace(text: MappedText): MappedText[] {
  const words: MappedText[] = [];
  for (let start = 0; ;) {
    const end = endOfWord(text, start);
    words.push(text.slice(start, end));
    if (end === text.length) return words;
    start = endOfSeparators(text, end);
  }
}

/** The first word, and what stands behind the white space that follows it; undefined without any. */
export function splitFirstWord(text: MappedText): [word: MappedText, rest: MappedText | undefined] {
  const end = endOfWord(text, 0);
  if (end === text.length) return [text, undefined];
  return [text.slice(0, end), text.slice(endOfSeparators(text, end))];
}

function endOfWord({ text }: MappedText, start: number): number {
  let at = start;
  while (at < text.length && !isSeparator(text[at]!)) at++;
  return at;
}

function endOfSeparators({ text }: MappedText, start: number): number {
  let at = start;
  while (at < text.length && isSeparator(text[at]!)) at++;
  return at;
}

/**
 * `parser/line_parsers.go:parseWords`: words are parted by white space outside of quotes. Quotes
 * and escapes stay in the word, as written; only an escape character at the very end is dropped.
 */
export function splitQuotedWords(text: MappedText, escape: EscapeCharacter): MappedText[] {
  const words: MappedText[] = [];
  const characters = text.text;
  let start = -1;
  let end = characters.length;
  let quote = "";
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (quote === "" && isSpace(character)) {
      if (start >= 0) words.push(text.slice(start, at));
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    // Nothing can be escaped inside single quotes.
    if (character === escape && quote !== "'") {
      if (at + 1 === characters.length) end = at;
      at++;
    } else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
  }
  if (start >= 0 && end > start) words.push(text.slice(start, end));
  return words;
}
