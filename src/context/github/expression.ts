import { callFunction } from "./functions.ts";
import { Choice, type Contexts, type ExpressionValue, isEqual, isOpen, textOf } from "./values.ts";

/** Longer expressions are none that a person wrote. */
const MAX_LENGTH = 4_000;
const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(&&|\|\||[=!<>]=|[()[\].,!<>*]))/y;

/**
 * A text with its `${{ ... }}` worked out.
 * @returns every text that it may become; undefined where that is open
 */
export function textsWith(text: string, contexts: Contexts): string[] | undefined {
  if (!text.includes("${{")) return [text];
  let texts = [""];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("${{", at);
    const close = open < 0 ? -1 : text.indexOf("}}", open);
    const end = close < 0 ? text.length : open;
    texts = texts.map((each) => each + text.slice(at, end));
    if (close < 0) break;
    const values = possibleTexts(text.slice(open + 3, close), contexts);
    if (values === undefined || texts.length * values.length > 64) return undefined;
    texts = texts.flatMap((each) => values.map((value) => each + value));
    at = close + 2;
  }
  return texts;
}

/** The texts that an expression may give, both sides of a choice that only a run makes. */
function possibleTexts(source: string, contexts: Contexts): string[] | undefined {
  // `github.ref == 'x' && 'linux/amd64,linux/arm64' || 'linux/amd64'`
  const match = /^(.*)&&([^&|]+)\|\|([^&|]+)$/s.exec(source);
  if (match !== null && evaluate(match[1]!, contexts) === undefined) {
    const sides = [match[2]!, match[3]!].map((side) => possibleTexts(side, contexts));
    return sides.includes(undefined) ? undefined : sides.flatMap((side) => side!);
  }
  const value = evaluate(source, contexts);
  if (value instanceof Choice) return [...value.texts];
  return value === undefined || typeof value === "object" ? undefined : [textOf(value)];
}

/** The value of an expression; undefined where it is malformed, too. */
export function evaluate(source: string, contexts: Contexts): ExpressionValue {
  if (source.length > MAX_LENGTH) return undefined;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const match = TOKEN.exec(source);
    if (match === null) return undefined;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4]!);
  }
  const reader = new ExpressionReader(tokens, contexts);
  const value = reader.or(0);
  return reader.isDone ? value : undefined;
}

const MAX_DEPTH = 50;

class ExpressionReader {
  readonly #tokens: readonly string[];
  readonly #contexts: Contexts;
  #at = 0;

  constructor(tokens: readonly string[], contexts: Contexts) {
    this.#tokens = tokens;
    this.#contexts = contexts;
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  /**
   * As in GitHub's language `||` and `&&` give one of their operands. What may be set elsewhere
   * (`inputs.x || 'y'`) is taken not to be.
   */
  or(depth: number): ExpressionValue {
    let value = this.#and(depth);
    while (this.#take("||")) {
      const other = this.#and(depth);
      value = value !== undefined && isTrue(value) ? value : other;
    }
    return value;
  }

  #and(depth: number): ExpressionValue {
    let value = this.#compared(depth);
    while (this.#take("&&")) {
      const other = this.#compared(depth);
      if (value !== undefined) value = isTrue(value) ? other : value;
    }
    return value;
  }

  #compared(depth: number): ExpressionValue {
    const value = this.#unary(depth);
    for (const operator of ["==", "!="]) {
      if (!this.#take(operator)) continue;
      const other = this.#unary(depth);
      if (isOpen(value) || isOpen(other)) return undefined;
      return isEqual(value, other) === (operator === "==");
    }
    for (const operator of ["<=", ">=", "<", ">"]) {
      if (!this.#take(operator)) continue;
      this.#unary(depth);
      return undefined;
    }
    return value;
  }

  #unary(depth: number): ExpressionValue {
    if (depth > MAX_DEPTH) return undefined;
    if (!this.#take("!")) return this.#chain(depth);
    const value = this.#unary(depth + 1);
    return value === undefined ? undefined : !isTrue(value);
  }

  #chain(depth: number): ExpressionValue {
    let value = this.#primary(depth);
    for (;;) {
      if (this.#take(".")) value = memberOf(value, this.#next());
      else if (this.#take("[")) {
        value = memberOf(value, textOf(this.or(depth + 1)));
        this.#take("]");
      } else return value;
    }
  }

  #primary(depth: number): ExpressionValue {
    if (this.#take("(")) {
      const value = this.or(depth + 1);
      this.#take(")");
      return value;
    }
    const token = this.#next();
    if (token === undefined) return undefined;
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    if (this.#take("(")) return this.#call(token, depth);
    if (/^(true|false|null)$/.test(token)) return JSON.parse(token) as ExpressionValue;
    return this.#contexts[token];
  }

  #call(name: string, depth: number): ExpressionValue {
    const args: ExpressionValue[] = [];
    while (!this.isDone && !this.#take(")")) {
      args.push(this.or(depth + 1));
      if (!this.#take(",") && this.#tokens[this.#at] !== ")") return undefined;
    }
    return callFunction(name.toLowerCase(), args);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++];
  }
}

/** A member that is not there is unknown: it may be an input or a variable of the repository. */
function memberOf(value: ExpressionValue, name: string | undefined): ExpressionValue {
  if (typeof value !== "object" || value === null || name === undefined) return undefined;
  if (value instanceof Choice) return undefined;
  return Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, ExpressionValue>>)[name]
    : undefined;
}

function isTrue(value: ExpressionValue): boolean {
  return value !== false && value !== null && value !== "" && value !== 0;
}
