import type { Span } from "../text/span.ts";
import { firstNonSpace } from "./line-scanner.ts";

export type EscapeCharacter = "\\" | "`";

/** A parser directive such as `# syntax=docker/dockerfile:1`. */
export interface Directive {
  readonly name: "syntax" | "escape" | "check";
  readonly value: string;
  readonly span: Span;
}

/** `parser/directives.go:directiveRegexp`; Go's `\s` knows no other white space. */
const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/;

/** Reads the directives at the top of a file, as `parser/directives.go:DirectiveParser` does. */
export class DirectiveReader {
  readonly directives: Directive[] = [];
  #done = false;

  /**
   * Whether a line, whose leading white space is cut off already, is a directive.
   * @throws {DirectiveError} where BuildKit refuses it
   */
  read(line: string, start: number): boolean {
    if (this.#done) return false;
    const match = line.startsWith("#")
      ? DIRECTIVE.exec(line.slice(1 + firstNonSpace(line.slice(1))))
      : null;
    const name = match?.[1]!.toLowerCase();
    if (match === null || (name !== "syntax" && name !== "escape" && name !== "check")) {
      this.#done = true;
      return false;
    }
    if (this.directives.some((directive) => directive.name === name)) {
      throw new DirectiveError(`only one ${name} parser directive can be used`);
    }
    const value = match[2]!;
    if (name === "escape" && value !== "\\" && value !== "`") {
      throw new DirectiveError(`invalid escape token '${value}': it must be \\ or \``);
    }
    this.directives.push({ name, value, span: { start, end: start + line.length } });
    return true;
  }

  /** `parser/parser.go:setEscapeToken` */
  get escape(): EscapeCharacter {
    const directive = this.directives.find(({ name }) => name === "escape");
    return directive?.value === "`" ? "`" : "\\";
  }
}

export class DirectiveError extends Error {}
