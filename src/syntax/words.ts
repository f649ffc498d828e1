import type { MappedText } from "../text/mapped.ts";
import type { EscapeCharacter } from "./directives.ts";
import { isSeparator, isSpace } from "./whitespace.ts";

/** `parser/line_parsers.go:parseStringsWhitespaceDelimited`: words know no quotes. */
export function splitAtWhitespace(text: MappedText, limit = Infinity): MappedText[] {
  const words: MappedText[] = [];
  const { text: characters } = text;
  let start = 0;
  for (let at = 0; at < characters.length && words.length + 1 < limit;) {
    if (!isSeparator(characters[at]!)) {
      at++;
      continue;
    }
    words.push(text.slice(start, at));
    while (at < characters.length && isSeparator(characters[at]!)) at++;
    start = at;
  }
  words.push(text.slice(start));
  return words;
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
