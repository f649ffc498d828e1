import { architectureOf } from "../../../src/platform/architectures.ts";
import type { Platform } from "../../../src/platform/platform.ts";

/** What a marker is asked about. */
export interface MarkerEnvironment {
  readonly target: Platform;
  /** CPython's minor version, where it is known. */
  readonly minor: number | undefined;
}

/** Longer markers are none that a tool writes. */
const MAX_TOKENS = 400;
const MAX_DEPTH = 30;

const TOKENS = /\s*(?:([()])|("[^"]*"|'[^']*')|(not\s+in\b|in\b|and\b|or\b|[<>=!~]=?=?)|([\w.]+))/y;

/**
 * Whether a requirement with a marker holds on a target: PEP 508.
 * @returns undefined where that cannot be told: it depends on an extra, or is not read
 */
export function markerHolds(marker: string, environment: MarkerEnvironment): boolean | undefined {
  const tokens = tokensOf(marker);
  if (tokens === undefined) return undefined;
  const reader = new MarkerReader(tokens, environment);
  const value = reader.or(0);
  return reader.isAtEnd ? value : undefined;
}

function tokensOf(marker: string): string[] | undefined {
  const tokens: string[] = [];
  const text = marker.trim();
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.length) {
    const match = TOKENS.exec(text);
    if (match === null || tokens.length > MAX_TOKENS) return undefined;
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** Unknown is a value: `unknown and false` is false. */
class MarkerReader {
  readonly #tokens: readonly string[];
  readonly #environment: MarkerEnvironment;
  #at = 0;

  constructor(tokens: readonly string[], environment: MarkerEnvironment) {
    this.#tokens = tokens;
    this.#environment = environment;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(depth: number): boolean | undefined {
    let value = this.#and(depth);
    while (this.#take("or")) value = either(value, this.#and(depth), true);
    return value;
  }

  #and(depth: number): boolean | undefined {
    let value = this.#comparison(depth);
    while (this.#take("and")) value = either(value, this.#comparison(depth), false);
    return value;
  }

  #comparison(depth: number): boolean | undefined {
    if (this.#take("(")) {
      const value = depth < MAX_DEPTH ? this.or(depth + 1) : undefined;
      this.#take(")");
      return value;
    }
    const [left = "", operator = "", right = ""] = this.#tokens.slice(this.#at, this.#at + 3);
    this.#at += 3;
    const [a, b] = [this.#value(left), this.#value(right)];
    if (a === undefined || b === undefined) return undefined;
    return /version/.test(`${left} ${right}`)
      ? compareVersions(a, operator, b)
      : compareTexts(a, operator.replace(/\s+/, " "), b);
  }

  #value(token: string): string | undefined {
    if (/^["']/.test(token)) return token.slice(1, -1);
    const { target, minor } = this.#environment;
    switch (token) {
      case "os_name":
        return "posix";
      case "sys_platform":
        return "linux";
      case "platform_system":
        return "Linux";
      case "platform_machine":
        return architectureOf(target)?.uname;
      case "implementation_name":
        return "cpython";
      case "platform_python_implementation":
        return "CPython";
      case "python_version":
        return minor === undefined ? undefined : `3.${minor}`;
      default:
        return undefined;
    }
  }

  #take(token: string): boolean {
    const isNext = this.#tokens[this.#at] === token;
    if (isNext) this.#at++;
    return isNext;
  }
}

/** `or` where one that holds decides, `and` where one that does not. */
function either(a: boolean | undefined, b: boolean | undefined, decides: boolean) {
  if (a === decides || b === decides) return decides;
  return a === undefined || b === undefined ? undefined : !decides;
}

function compareTexts(a: string, operator: string, b: string): boolean | undefined {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "in":
      return b.includes(a);
    case "not in":
      return !b.includes(a);
    default:
      return undefined;
  }
}

/** `3.9 < 3.11`; versions with more than numbers are not compared. */
function compareVersions(a: string, operator: string, b: string): boolean | undefined {
  if (![a, b].every((version) => /^\d+(\.\d+)*$/.test(version))) return undefined;
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [
    number[],
    number[],
  ];
  let order = 0;
  for (let at = 0; order === 0 && at < Math.max(left.length, right.length); at++) {
    order = Math.sign((left[at] ?? 0) - (right[at] ?? 0));
  }
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return undefined;
  }
}
