import { MappedText } from "../text/mapped.ts";
import type { Span } from "../text/span.ts";

/** One word of a shell command. */
export class ShellWord {
  readonly #script: MappedText;
  readonly #start: number;
  readonly #end: number;
  readonly #parsed: { readonly value: string };

  /**
   * @param parsed gives the value when it is asked for: to compute it costs more than to find the
   * word, and most words are never looked at
   */
  constructor(script: MappedText, start: number, end: number, parsed: { readonly value: string }) {
    this.#script = script;
    this.#start = start;
    this.#end = end;
    this.#parsed = parsed;
  }

  /**
   * What the word says: quotes taken away, variables and substitutions left as written
   * (`-o=/app/$NAME`).
   */
  get value(): string {
    return this.#parsed.value;
  }

  /** The word as written, quotes included. */
  get raw(): MappedText {
    return this.#script.slice(this.#start, this.#end);
  }

  get span(): Span {
    return this.#script.spanOf(this.#start, this.#end);
  }

  /** The word's text without its quotes and escapes, every character with its place. */
  get unquoted(): MappedText {
    return unquote(this.raw);
  }

  /** Whether the shell uses the word as it stands: no variable, substitution or pattern in it. */
  get isLiteral(): boolean {
    return !/[$`*?[{]/.test(this.value) || /^'[^']*'$/.test(this.raw.text);
  }
}

/** POSIX: inside double quotes a backslash escapes only these. */
const ESCAPABLE_IN_DOUBLE_QUOTES = new Set(["$", "`", '"', "\\", "\n"]);

/** Quote removal (POSIX 2.6.7); expansions stay as written. */
function unquote(word: MappedText): MappedText {
  const { text } = word;
  if (!/['"\\]/.test(text)) return word;
  const pieces: MappedText[] = [];
  let literal = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const drops =
      character === "\\"
        ? quote === "" || (quote === '"' && ESCAPABLE_IN_DOUBLE_QUOTES.has(text[at + 1] ?? ""))
        : quote === ""
          ? character === "'" || character === '"'
          : character === quote;
    if (!drops) continue;
    if (at > literal) pieces.push(word.slice(literal, at));
    literal = at + 1;
    if (character === "\\") at++;
    else quote = quote === "" ? character : "";
  }
  if (text.length > literal) pieces.push(word.slice(literal));
  return MappedText.concat(pieces, word.offsetOf(0));
}
