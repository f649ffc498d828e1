import type { EscapeCharacter } from "../syntax/directives.ts";
import type { MappedText } from "../text/mapped.ts";
import type { Span } from "../text/span.ts";

/** A place where a variable's value is asked for: `$NAME`, `${NAME}`, `${NAME:-default}`. */
export interface Reference {
  readonly name: string;
  /** What follows the name inside the braces: `:-default`; "" where nothing does. */
  readonly operator: string;
  readonly span: Span;
}

/**
 * Who reads a text. `shell`: a POSIX shell reads a script. `builder`: BuildKit reads a word of an
 * instruction (`shell/lex.go`). `document`: either reads a heredoc, in which quotes mean nothing.
 */
export type Reader = "shell" | "builder" | "document";

/**
 * The variables that the reader of a text looks up, in the order in which they stand. Those in
 * single quotes, behind an escape character, in a comment or in a quoted heredoc are text to it.
 * @param escape the file's: only the words of instructions follow it
 */
export function referencesIn(
  text: MappedText,
  reader: Reader,
  escape: EscapeCharacter,
): Reference[] {
  if (!text.text.includes("$")) return [];
  const scanner = new ReferenceScanner(text, reader, reader === "builder" ? escape : "\\");
  scanner.scan();
  return scanner.found;
}

/** `$NAME` or `${NAME`, and what tells an operator. */
const REFERENCE = /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([#!]?)([A-Za-z_][A-Za-z0-9_]*))/y;
const HEREDOC = /<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([^\s;&|<>()'"]+))/y;

/** What a construct is closed by. */
type Closer = '"' | "`" | ")" | "))" | "}";

interface PendingHeredoc {
  readonly name: string;
  readonly stripsTabs: boolean;
  readonly expands: boolean;
}

/** One pass over the text, with a stack of the constructs that are open. */
class ReferenceScanner {
  readonly found: Reference[] = [];
  readonly #text: MappedText;
  readonly #source: string;
  readonly #reader: Reader;
  readonly #escape: string;
  readonly #open: Closer[] = [];
  #heredocs: PendingHeredoc[] = [];
  #at = 0;
  #brace: number;

  constructor(text: MappedText, reader: Reader, escape: string) {
    this.#text = text;
    this.#source = text.text;
    this.#reader = reader;
    this.#escape = escape;
    this.#brace = this.#source.indexOf("}");
  }

  scan(): void {
    while (this.#at < this.#source.length) this.#step();
  }

  #step(): void {
    const character = this.#source[this.#at]!;
    const closer = this.#open.at(-1);
    if (character === this.#escape) this.#at += 2;
    else if (character === "$") this.#dollar();
    else if (closer !== undefined && this.#source.startsWith(closer, this.#at)) {
      this.#open.pop();
      this.#at += closer.length;
    } else if (this.#reader === "document") this.#at++;
    else if (character === '"') this.#enter('"', 1);
    else if (character === "'" && !this.#isQuoted()) this.#skipQuoted();
    else if (this.#reader === "shell") this.#shellCharacter(character);
    else this.#at++;
  }

  #shellCharacter(character: string): void {
    if (character === "`") this.#enter("`", 1);
    else if (this.#open.at(-1) === '"') this.#at++;
    else if (character === "(") this.#enter(")", 1);
    else if (character === "#" && this.#beginsWord()) this.#at = this.#endOfLine();
    else if (character === "<" && this.#open.at(-1) !== "))") this.#less();
    else if (character === "\n" && this.#heredocs.length > 0) this.#readHeredocs();
    else this.#at++;
  }

  #dollar(): void {
    if (this.#reader === "shell") {
      if (this.#source.startsWith("$((", this.#at)) return this.#enter("))", 3);
      if (this.#source.startsWith("$(", this.#at)) return this.#enter(")", 2);
      if (this.#source.startsWith("$'", this.#at) && !this.#isQuoted()) {
        return this.#skipAnsiQuoted();
      }
    }
    REFERENCE.lastIndex = this.#at;
    const match = REFERENCE.exec(this.#source);
    if (match === null) {
      this.#at += this.#source[this.#at + 1] === "{" ? 2 : 1;
      return;
    }
    const start = this.#at;
    this.#at = REFERENCE.lastIndex;
    const [, plain, prefix, braced] = match;
    if (plain !== undefined) this.#add(plain, "", start, this.#at);
    else this.#braced(braced!, prefix!, start);
  }

  /** The operand is scanned afterwards: it may hold references of its own. */
  #braced(name: string, prefix: string, start: number): void {
    const end = this.#endOfBraces();
    const operator = end < 0 ? "" : this.#source.slice(this.#at, end);
    this.#add(name, prefix + operator, start, end < 0 ? this.#source.length : end + 1);
    this.#enter("}", 0);
  }

  /** The next `}`; -1 where none follows. It is looked for once, however many braces open before. */
  #endOfBraces(): number {
    if (this.#brace !== -1 && this.#brace < this.#at) {
      this.#brace = this.#source.indexOf("}", this.#at);
    }
    return this.#brace;
  }

  #add(name: string, operator: string, start: number, end: number): void {
    this.found.push({ name, operator, span: this.#text.spanOf(start, end) });
  }

  #enter(closer: Closer, length: number): void {
    this.#open.push(closer);
    this.#at += length;
  }

  /** Whether single quotes mean nothing here. */
  #isQuoted(): boolean {
    const inner = this.#open.findLast((closer) => closer !== "}");
    return inner === '"';
  }

  #skipQuoted(): void {
    const end = this.#source.indexOf("'", this.#at + 1);
    this.#at = end < 0 ? this.#source.length : end + 1;
  }

  /** `$'...'`, in which a quote can be escaped. */
  #skipAnsiQuoted(): void {
    this.#at += 2;
    while (this.#at < this.#source.length && this.#source[this.#at] !== "'") {
      this.#at += this.#source[this.#at] === "\\" ? 2 : 1;
    }
    this.#at++;
  }

  #beginsWord(): boolean {
    return this.#at === 0 || /[\s;&|()]/.test(this.#source[this.#at - 1]!);
  }

  #endOfLine(): number {
    const end = this.#source.indexOf("\n", this.#at);
    return end < 0 ? this.#source.length : end;
  }

  /** `<<NAME`; the document itself begins behind the end of the line. */
  #less(): void {
    if (this.#source.startsWith("<<<", this.#at)) {
      this.#at += 3;
      return;
    }
    HEREDOC.lastIndex = this.#at;
    const match = HEREDOC.exec(this.#source);
    if (match === null) {
      this.#at++;
      return;
    }
    const [whole, dash, single, double, bare] = match;
    const expands = bare !== undefined && !whole.includes("\\");
    this.#heredocs.push({ name: (single ?? double ?? bare)!, stripsTabs: dash === "-", expands });
    this.#at = HEREDOC.lastIndex;
  }

  #readHeredocs(): void {
    const pending = this.#heredocs;
    this.#heredocs = [];
    this.#at++;
    for (const heredoc of pending) this.#readHeredoc(heredoc);
  }

  #readHeredoc({ name, stripsTabs, expands }: PendingHeredoc): void {
    const start = this.#at;
    let end = start;
    while (end < this.#source.length) {
      this.#at = end;
      const line = this.#source.slice(end, this.#endOfLine());
      end = this.#endOfLine() + 1;
      if ((stripsTabs ? line.replace(/^\t+/, "") : line) === name) break;
    }
    const content = this.#text.slice(start, this.#at);
    if (expands) this.found.push(...referencesIn(content, "document", "\\"));
    this.#at = end;
  }
}
