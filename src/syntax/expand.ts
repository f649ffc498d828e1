import type { EscapeCharacter } from "./directives.ts";

import {
  checkLength,
  Failure,
  newStepCounter,
  replaceAll,
  replaceFirst,
  trimPrefix,
  trimSuffix,
} from "./expand-pattern.ts";

/**
 * How BuildKit expands variables in the words of a Dockerfile: a port of
 * `frontend/dockerfile/shell/lex.go` of BuildKit v0.34.2. Names in comments are that file's.
 *
 * It differs in three limits, all far above what a real Dockerfile needs, because BuildKit would go
 * on for minutes or run out of memory where a linter must answer: `MAX_DEPTH` below, `MAX_LENGTH`
 * and `MAX_STEPS` in expand-pattern.ts end with an `ExpansionError`.
 */

/** What became of a word. The names are those that were looked up, set or not. */
export interface Expansion {
  readonly text: string;
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
}

/** The public fields of `Lex`, all false unless told. */
export interface ExpansionOptions {
  /** Keep quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keep escape characters in the result. */
  readonly rawEscapes?: boolean;
  /** Leave the substitutions of unset variables as they are written. */
  readonly skipUnsetEnv?: boolean;
  /** Take quotes for ordinary characters. */
  readonly skipProcessQuotes?: boolean;
}

/** The value of a variable, undefined when it is unset. Called with "" for a missing name. */
export type Lookup = (name: string) => string | undefined;

/** A word that BuildKit rejects, with BuildKit's message. */
export class ExpansionError extends Error {
  override readonly name = "ExpansionError";
  readonly word: string;
  /** The message without its preamble about the word. */
  readonly reason: string;

  constructor(word: string, reason: string) {
    super(`failed to process ${quote(word)}: ${reason}`);
    this.word = word;
    this.reason = reason;
  }
}

/** The deepest nesting of `${A:-${B:-...}}`. */
const MAX_DEPTH = 200;
/**
 * `ProcessWordWithMatches`: replaces the variables in a word and takes off its quotes and escape
 * characters. Throws an `ExpansionError` where BuildKit fails.
 */
export function expandWord(
  word: string,
  lookup: Lookup,
  escape: EscapeCharacter,
  options: ExpansionOptions = {},
): Expansion {
  if (!SPECIAL[escape].test(word) && word[0] !== BYTE_ORDER_MARK) {
    return { text: word, matched: NO_NAMES, unmatched: NO_NAMES };
  }
  const expander = new Expander(word, lookup, escape, options, undefined);
  return { text: expander.run(), matched: expander.matched, unmatched: expander.unmatched };
}

/**
 * `ProcessWords`: like `expandWord`, and splits the result at white space that is not quoted. Words
 * that end up empty are left out. As in BuildKit, a substitution with an operand, like `${A:-b}`,
 * loses what stands before it in its word.
 */
export function expandWords(
  word: string,
  lookup: Lookup,
  escape: EscapeCharacter,
  options: ExpansionOptions = {},
): string[] {
  const words = new WordList();
  new Expander(word, lookup, escape, options, words).run();
  return words.finish();
}

const NO_NAMES: ReadonlySet<string> = new Set();
const BYTE_ORDER_MARK = "\ufeff";
const SPECIAL: Readonly<Record<EscapeCharacter, RegExp>> = { "\\": /[$'"\\]/, "`": /[$'"`]/ };

/** Go's `unicode.IsSpace`, which does not agree with `\s`. */
const SPACES = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** `processName`: digits, a special parameter or an identifier. */
const NAME = /\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy;

/** The characters that `processPossibleHeredoc` keeps between `<<` and its terminator. */
const HEREDOC_OPERATOR = /<(?:<[\t\r ]*)?/y;

/** `wordsStruct`. */
class WordList {
  readonly #words: string[] = [];
  #current = "";

  addRaw(text: string): void {
    this.#current += text;
  }

  add(text: string): void {
    const parts = text.split(SPACES);
    this.#current += parts[0]!;
    for (let at = 1; at < parts.length; at++) {
      this.#endWord();
      this.#current = parts[at]!;
    }
  }

  dropCurrent(): void {
    this.#current = "";
  }

  finish(): string[] {
    this.#endWord();
    return this.#words;
  }

  #endWord(): void {
    if (this.#current !== "") this.#words.push(this.#current);
    this.#current = "";
  }
}

/** `shellWord`: one word on its way. */
class Expander {
  readonly matched = new Set<string>();
  readonly unmatched = new Set<string>();
  readonly #source: string;
  readonly #lookup: Lookup;
  readonly #escape: EscapeCharacter;
  readonly #options: ExpansionOptions;
  readonly #words: WordList | undefined;
  readonly #steps = newStepCounter();
  #position: number;
  #depth = 0;
  #rawEscapes: boolean;

  constructor(
    source: string,
    lookup: Lookup,
    escape: EscapeCharacter,
    options: ExpansionOptions,
    words: WordList | undefined,
  ) {
    this.#source = source;
    this.#lookup = lookup;
    this.#escape = escape;
    this.#options = options;
    this.#words = words;
    this.#rawEscapes = options.rawEscapes ?? false;
    // text/scanner ignores a byte order mark.
    this.#position = source[0] === BYTE_ORDER_MARK ? 1 : 0;
  }

  run(): string {
    try {
      return this.#expandUntil("", this.#rawEscapes, false);
    } catch (error) {
      if (error instanceof Failure) throw new ExpansionError(this.#source, error.message);
      throw error;
    }
  }

  /**
   * `processStopOn`: expands up to and including `stop`, or to the end of the word for "". Patterns
   * are parsed a second time: `preservePatternEscapes` doubles the escape characters in quotes.
   */
  #expandUntil(stop: "" | "}" | "/", rawEscapes: boolean, preservePatternEscapes: boolean): string {
    const source = this.#source;
    // Operands share the buffer of words with what surrounds them, and clear it.
    const words = stop === "" ? this.#words : undefined;
    if (stop !== "") this.#words?.dropCurrent();
    const outerRawEscapes = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;

    let text = "";
    let ended = stop === "";
    while (this.#position < source.length) {
      const start = this.#position;
      const character = source[start]!;
      if (character === stop) {
        this.#position++;
        ended = true;
        break;
      }
      let piece;
      if (character === "$") {
        piece = this.#dollar();
        words?.add(piece);
      } else if (this.#isQuote(character)) {
        piece =
          character === "'"
            ? this.#singleQuoted(preservePatternEscapes)
            : this.#doubleQuoted(preservePatternEscapes);
        words?.addRaw(piece);
      } else if (character === this.#escape) {
        this.#position = Math.min(start + 2, source.length);
        piece = source.slice(this.#rawEscapes ? start : start + 1, this.#position);
        words?.addRaw(piece);
      } else if (character === "<") {
        HEREDOC_OPERATOR.lastIndex = start;
        piece = HEREDOC_OPERATOR.exec(source)![0];
        this.#position += piece.length;
        words?.addRaw(piece);
      } else {
        this.#position = this.#endOfOrdinary(stop);
        piece = source.slice(start, this.#position);
        words?.add(piece);
      }
      text = checkLength(text + piece);
    }
    if (!ended) {
      throw new Failure(`unexpected end of statement while looking for matching ${stop}`);
    }
    this.#rawEscapes = outerRawEscapes;
    return text;
  }

  #isQuote(character: string): boolean {
    return (character === "'" || character === '"') && this.#options.skipProcessQuotes !== true;
  }

  /** Where the run of characters ends that mean nothing to `#expandUntil`. */
  #endOfOrdinary(stop: string): number {
    const source = this.#source;
    let at = this.#position + 1;
    for (; at < source.length; at++) {
      const character = source[at]!;
      if (character === "$" || character === "<" || character === stop) break;
      if (character === this.#escape || this.#isQuote(character)) break;
    }
    return at;
  }

  /** `processSingleQuote`. */
  #singleQuoted(preservePatternEscapes: boolean): string {
    const start = this.#position;
    const end = this.#source.indexOf("'", start + 1);
    if (end < 0) {
      this.#position = this.#source.length;
      throw new Failure("unexpected end of statement while looking for matching single-quote");
    }
    this.#position = end + 1;
    let text = this.#source.slice(start + 1, end);
    if (preservePatternEscapes) text = text.replaceAll(this.#escape, this.#escape + this.#escape);
    return this.#options.rawQuotes === true ? `'${text}'` : text;
  }

  /** `processDoubleQuote`. */
  #doubleQuoted(preservePatternEscapes: boolean): string {
    const source = this.#source;
    const rawQuotes = this.#options.rawQuotes === true;
    let text = rawQuotes ? '"' : "";
    this.#position++;
    while (this.#position < source.length) {
      const start = this.#position;
      const character = source[start]!;
      if (character === '"') {
        this.#position++;
        return rawQuotes ? `${text}"` : text;
      }
      if (character === "$") {
        text = checkLength(text + this.#dollar());
      } else if (character !== this.#escape) {
        let at = start + 1;
        while (at < source.length && !this.#isSpecialInDoubleQuotes(source[at]!)) at++;
        this.#position = at;
        text += source.slice(start, at);
      } else if (start + 1 === source.length) {
        this.#position++;
      } else if (this.#isSpecialInDoubleQuotes(source[start + 1]!)) {
        this.#position += 2;
        text += source.slice(this.#rawEscapes ? start : start + 1, start + 2);
      } else {
        // An escape character before anything else stands for itself.
        const doubled = this.#rawEscapes && (!rawQuotes || preservePatternEscapes);
        this.#position++;
        text += doubled ? character + character : character;
      }
    }
    throw new Failure("unexpected end of statement while looking for matching double-quote");
  }

  #isSpecialInDoubleQuotes(character: string): boolean {
    return character === '"' || character === "$" || character === this.#escape;
  }

  /** `processDollar`. */
  #dollar(): string {
    this.#position++;
    if (this.#source[this.#position] === "{") {
      this.#position++;
      if (++this.#depth > MAX_DEPTH) throw new Failure("too many nested substitutions");
      const text = this.#braced();
      this.#depth--;
      return text;
    }
    const name = this.#readName();
    if (name === "") return "$";
    const value = this.#valueOf(name);
    if (value === undefined && this.#options.skipUnsetEnv === true) return `$${name}`;
    return value ?? "";
  }

  /** The part of `processDollar` that follows `${`. */
  #braced(): string {
    const first = this.#source[this.#position];
    if (first === undefined) throw new Failure(MISSING_BRACE);
    if (first === "{" || first === "}" || first === ":") {
      throw new Failure("syntax error: bad substitution");
    }
    const name = this.#readName();
    let operator = this.#readCharacter();
    if (operator === "}") {
      const value = this.#valueOf(name);
      if (value === undefined && this.#options.skipUnsetEnv === true) return `\${${name}}`;
      return value ?? "";
    }
    if (operator === "/") return this.#replaced(name);

    const emptyIsUnset = operator === ":";
    if (emptyIsUnset) operator = this.#readCharacter();
    else if (!OPERATORS.has(operator)) throw unsupportedModifier(operator);
    const modifier = emptyIsUnset ? `:${operator}` : operator;
    const takesPattern = operator === "#" || operator === "%";
    if (emptyIsUnset && takesPattern) throw unsupportedModifier(modifier);

    const operand = this.#operand("}", takesPattern, MISSING_BRACE);
    const value = this.#valueOf(name);
    if (value === undefined && this.#options.skipUnsetEnv === true) {
      return `\${${name}${modifier}${operand}}`;
    }
    const isUnset = value === undefined || (emptyIsUnset && value === "");
    switch (operator) {
      case "-":
        return isUnset ? operand : value;
      case "+":
        return isUnset ? "" : operand;
      case "?":
        if (!isUnset) return value;
        if (operand !== "") throw new Failure(`${name}: ${operand}`);
        throw new Failure(
          `${name}: is not allowed to be ${value === undefined ? "unset" : "empty"}`,
        );
      case "#":
      case "%": {
        const longest = operand[0] === operator;
        const pattern = longest ? operand.slice(1) : operand;
        return operator === "#"
          ? trimPrefix(pattern, value ?? "", longest, this.#steps)
          : trimSuffix(pattern, value ?? "", longest, this.#steps);
      }
      default:
        throw unsupportedModifier(modifier);
    }
  }

  /** The part of `processDollar` for `${name/pattern/replacement}`, after its first slash. */
  #replaced(name: string): string {
    const all = this.#source[this.#position] === "/";
    if (all) this.#position++;
    const pattern = this.#operand("/", true, "syntax error: missing '/' in ${}");
    const replacement = this.#operand("}", true, MISSING_BRACE, false);
    const value = this.#valueOf(name);
    if (value === undefined && this.#options.skipUnsetEnv === true) {
      // BuildKit writes one slash for two.
      return `\${${name}/${pattern}/${replacement}}`;
    }
    const replace = all ? replaceAll : replaceFirst;
    return replace(pattern, value ?? "", replacement, this.#steps);
  }

  /** An operand; whatever fails at the very end of the word fails for want of its terminator. */
  #operand(
    stop: "}" | "/",
    rawEscapes: boolean,
    missing: string,
    preservePatternEscapes = rawEscapes,
  ): string {
    try {
      return this.#expandUntil(stop, rawEscapes, preservePatternEscapes);
    } catch (error) {
      if (!(error instanceof Failure) || this.#position < this.#source.length) throw error;
      throw new Failure(missing);
    }
  }

  /** `processName`. */
  #readName(): string {
    NAME.lastIndex = this.#position;
    const name = NAME.exec(this.#source)?.[0] ?? "";
    this.#position += name.length;
    return name;
  }

  /** The next character, U+FFFD at the end of the word: `string(scanner.EOF)`. */
  #readCharacter(): string {
    const code = this.#source.codePointAt(this.#position);
    if (code === undefined) return "\ufffd";
    const character = String.fromCodePoint(code);
    this.#position += character.length;
    return character;
  }

  /** `getEnv`. */
  #valueOf(name: string): string | undefined {
    const value = this.#lookup(name);
    (value === undefined ? this.unmatched : this.matched).add(name);
    return value;
  }
}

const MISSING_BRACE = "syntax error: missing '}'";
const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "?", "#", "%"]);

function unsupportedModifier(modifier: string): Failure {
  return new Failure(`unsupported modifier (${modifier}) in substitution`);
}

/** Go's `%q`. */
function quote(text: string): string {
  const quoted = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const simple = SIMPLE_ESCAPES[character];
    if (simple !== undefined) return simple;
    const code = character.codePointAt(0)!;
    const digits = code.toString(16);
    if (code < 0x80) return `\\x${digits.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
  });
  return `"${quoted}"`;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
