import { MappedText } from "../text/mapped.ts";
import type { EscapeCharacter } from "./directives.ts";
import { isSpace } from "./whitespace.ts";

/** A flag of an instruction: `--platform=linux/arm64`, or `--link`. */
export interface BuilderFlag {
  /** Without the dashes. */
  readonly name: string;
  /** What follows `=`; undefined for a flag without one. */
  readonly value: MappedText | undefined;
  /** The whole flag, with quotes and escapes taken away. */
  readonly word: MappedText;
  /** The whole flag as written. */
  readonly raw: MappedText;
}

/** The flags at the beginning of an instruction's arguments, and what follows them. */
export interface SplitFlags {
  readonly flags: readonly BuilderFlag[];
  readonly rest: MappedText;
}

/** `parser/split_command.go:extractBuilderFlags` */
export function splitFlags(args: MappedText, escape: EscapeCharacter): SplitFlags {
  const { text } = args;
  const flags: BuilderFlag[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at]!)) at++;
    if (!text.startsWith("--", at)) return { flags, rest: args.slice(at) };
    const { word, quoted, end } = readFlagWord(args, at, escape);
    const raw = args.slice(at, end);
    at = end;
    if (word.text === "--") return { flags, rest: args.slice(at) };
    if (quoted || word.length > 0) flags.push(toFlag(word, raw));
  }
}

function toFlag(word: MappedText, raw: MappedText): BuilderFlag {
  const equals = word.text.indexOf("=");
  if (equals < 0) return { name: word.text.slice(2), value: undefined, word, raw };
  return { name: word.text.slice(2, equals), value: word.slice(equals + 1), word, raw };
}

function readFlagWord(args: MappedText, start: number, escape: EscapeCharacter) {
  const { text } = args;
  const pieces: MappedText[] = [];
  let literal = start;
  let quote = "";
  let quoted = false;
  let at = start;
  const skipTo = (next: number) => {
    if (at > literal) pieces.push(args.slice(literal, at));
    literal = next;
  };
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (quote === "" && isSpace(character)) break;
    if (character === escape) {
      skipTo(at + 1);
      at++;
    } else if (quote === "" ? character === "'" || character === '"' : character === quote) {
      skipTo(at + 1);
      quote = quote === "" ? character : "";
      quoted = true;
    }
  }
  at = Math.min(at, text.length);
  skipTo(at);
  return { word: MappedText.concat(pieces, args.offsetOf(start)), quoted, end: at };
}
