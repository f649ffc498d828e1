import { MappedText } from "../text/mapped.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import {
  type Directive,
  DirectiveError,
  DirectiveReader,
  type EscapeCharacter,
} from "./directives.ts";
import { type Heredoc, heredocOperators, readHeredoc } from "./heredoc.ts";
import {
  canHoldHeredocs,
  type Comment,
  type Instruction,
  INSTRUCTION_NAMES,
  type InstructionLine,
  readInstructionLine,
} from "./instruction.ts";
import {
  firstNonSpace,
  isBlankLine,
  isCommentLine,
  LineScanner,
  type PhysicalLine,
} from "./line-scanner.ts";

/** Something that BuildKit refuses to read. */
export interface SyntaxFault {
  readonly message: string;
  readonly span: Span;
}

/** A Dockerfile's syntax tree. Every span is a range of `source.text`. */
export interface Dockerfile {
  readonly source: SourceText;
  readonly escape: EscapeCharacter;
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** Every comment line, those inside continuations included; directives are not comments. */
  readonly comments: readonly Comment[];
  /** In the order of the file. BuildKit stops at the first; the tree goes on. */
  readonly faults: readonly SyntaxFault[];
}

/**
 * Reads a Dockerfile exactly as BuildKit does (`parser/parser.go:Parse`), with the place of every
 * character. Never throws: what BuildKit would refuse is a fault, and reading goes on behind it.
 */
export function parseDockerfile(source: SourceText): Dockerfile {
  return new DockerfileReader(source).read();
}

class DockerfileReader {
  readonly #source: SourceText;
  readonly #scanner: LineScanner;
  readonly #directives = new DirectiveReader();
  readonly #instructions: Instruction[] = [];
  readonly #comments: Comment[] = [];
  readonly #faults: SyntaxFault[] = [];
  /** The comment lines since the last instruction or blank line. */
  #leading: Comment[] = [];

  constructor(source: SourceText) {
    this.#source = source;
    this.#scanner = new LineScanner(source);
  }

  read(): Dockerfile {
    for (let line = this.#scanner.next(); line !== undefined; line = this.#scanner.next()) {
      this.#readLine(line);
    }
    this.#checkWhole();
    return {
      source: this.#source,
      escape: this.#directives.escape,
      directives: this.#directives.directives,
      instructions: this.#instructions,
      comments: this.#comments,
      faults: this.#faults,
    };
  }

  /** A line that begins something: a directive, a comment, a blank line or an instruction. */
  #readLine(line: PhysicalLine): void {
    const indent = firstNonSpace(line.text);
    if (this.#readDirective(line.text.slice(indent), line.start + indent)) return;
    if (isCommentLine(line.text)) {
      this.#leading.push(this.#readComment(line));
      return;
    }
    const start = line.start + indent;
    const { end, continued } = this.#trimContinuation(line.text.slice(indent), start);
    if (continued || end > start) {
      const head = this.#literal(start, end);
      this.#readInstruction(continued ? this.#readContinuations(head) : head, line);
    }
    this.#leading = [];
  }

  #readDirective(text: string, start: number): boolean {
    try {
      return this.#directives.read(text, start);
    } catch (error) {
      if (!(error instanceof DirectiveError)) throw error;
      this.#fault(error.message, { start, end: start + text.length });
      return true;
    }
  }

  #readComment(line: PhysicalLine): Comment {
    const start = line.start + firstNonSpace(line.text);
    const span = { start, end: line.end };
    const comment = { text: this.#source.text.slice(start + 1, line.end).trim(), span };
    this.#comments.push(comment);
    return comment;
  }

  /** A line with those that continue it; comments and blank lines between them do not count. */
  #readContinuations(head: MappedText): MappedText {
    const pieces = [head];
    for (let line = this.#scanner.next(); line !== undefined; line = this.#scanner.next()) {
      if (isCommentLine(line.text)) this.#readComment(line);
      else if (!isBlankLine(line.text)) {
        const { end, continued } = this.#trimContinuation(line.text, line.start);
        pieces.push(this.#literal(line.start, end));
        if (!continued) break;
      }
    }
    return MappedText.concat(pieces, head.offsetOf(0));
  }

  /**
   * `parser/parser.go:trimContinuationCharacter`: an escape character at the end of the line,
   * blanks behind it or not, continues it, unless another escape character stands before it.
   */
  #trimContinuation(text: string, start: number): { end: number; continued: boolean } {
    let last = text.length - 1;
    while (text[last] === " " || text[last] === "\t") last--;
    const { escape } = this.#directives;
    if (text[last] !== escape || text[last - 1] === escape) {
      return { end: start + text.length, continued: false };
    }
    return { end: start + last, continued: true };
  }

  #readInstruction(logical: MappedText, first: PhysicalLine): void {
    const instruction = readInstructionLine(logical, this.#directives.escape);
    const headEnd = this.#scanner.number;
    const heredocs = canHoldHeredocs(instruction) ? this.#readHeredocs(logical.text, headEnd) : [];
    const unterminated = heredocs.find(({ terminator }) => terminator === undefined);
    const end = unterminated
      ? this.#source.text.length
      : (heredocs.at(-1)?.terminator?.end ?? logical.span.end);
    const { start } = logical.span;
    this.#instructions.push({
      logical,
      name: instruction.name,
      keyword: instruction.keyword,
      flags: instruction.flags,
      args: instruction.args,
      exec: instruction.exec,
      words: instruction.words,
      assignments: instruction.assignments,
      trigger: instruction.trigger,
      error: instruction.error,
      span: { start, end: Math.max(end, logical.span.end) },
      line: first.number,
      endLine: this.#scanner.number,
      heredocs,
      leadingComments: this.#leading,
    });
    if (instruction.error !== undefined) this.#fault(instruction.error, logical.span);
    if (unterminated) {
      this.#fault(`unterminated heredoc: no line "${unterminated.name}" ends it`, logical.span);
    }
    this.#checkKeyword(instruction);
    if (instruction.trigger !== undefined) this.#checkKeyword(instruction.trigger);
  }

  #readHeredocs(line: string, lastLine: number): Heredoc[] {
    let start = this.#source.lineStarts[lastLine] ?? this.#source.text.length;
    return heredocOperators(line).map((operator) => {
      const literal = (from: number, to: number) => this.#literal(from, to);
      const heredoc = readHeredoc(operator, this.#scanner, literal, start);
      start = this.#source.lineStarts[this.#scanner.number] ?? this.#source.text.length;
      return heredoc;
    });
  }

  #checkKeyword({ name, keyword }: InstructionLine): void {
    if (INSTRUCTION_NAMES.has(name)) return;
    this.#fault(`unknown instruction: ${keyword.text.slice(0, 40)}`, keyword.span);
  }

  #checkWhole(): void {
    const { tooLongAt } = this.#scanner;
    if (tooLongAt !== undefined) {
      this.#fault("line longer than 65535 bytes: BuildKit reads no further", {
        start: tooLongAt,
        end: tooLongAt,
      });
    }
    if (this.#instructions.length === 0 && tooLongAt === undefined) {
      this.#fault("file with no instructions", { start: 0, end: 0 });
    }
  }

  #literal(start: number, end: number): MappedText {
    return MappedText.literal(this.#source.text.slice(start, end), start);
  }

  #fault(message: string, span: Span): void {
    this.#faults.push({ message, span });
  }
}
