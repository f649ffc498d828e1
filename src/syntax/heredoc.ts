import type { MappedText } from "../text/mapped.ts";
import type { Span } from "../text/span.ts";
import { expandWords } from "./expand.ts";
import type { LineScanner } from "./line-scanner.ts";

/** What stands at `<<NAME` in an instruction. */
export interface HeredocOperator {
  readonly name: string;
  /** `<<-`: leading tabs of the lines do not count. */
  readonly chomp: boolean;
  /** Whether variables in the content are expanded: not where the name is quoted. */
  readonly expand: boolean;
  /** The number before `<<`; 0 where there is none. */
  readonly fileDescriptor: number;
}

export interface Heredoc extends HeredocOperator {
  /** The lines between, with their line ends and, for `<<-`, their tabs. */
  readonly content: MappedText;
  /** The line that ends it; undefined where the file ended first. */
  readonly terminator: Span | undefined;
}

/** `parser/parser.go:reHeredoc` */
const HEREDOC = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/;

const noVariables = () => undefined;

/** `parser/parser.go:heredocsFromLine` */
export function heredocOperators(line: string): HeredocOperator[] {
  if (!line.includes("<<")) return [];
  const raw = { rawQuotes: true, rawEscapes: true, skipUnsetEnv: true };
  const words = wordsOf(line, raw) ?? [];
  return words.map(readOperator).filter((operator) => operator !== undefined);
}

/** `parser/parser.go:heredocFromMatch`; a word that is no heredoc gives undefined. */
export function readOperator(word: string): HeredocOperator | undefined {
  const match = HEREDOC.exec(word);
  if (match === null || match[3] === "") return undefined;
  const rest = match[3]!;
  const bare = wordsOf(rest, { skipUnsetEnv: true });
  const quoted = wordsOf(rest, { skipUnsetEnv: true, rawQuotes: true });
  if (bare?.length !== 1 || quoted?.length !== 1) return undefined;
  return {
    name: bare[0]!,
    chomp: match[2] === "-",
    expand: countQuotes(bare[0]!) === countQuotes(quoted[0]!),
    fileDescriptor: Number(match[1]),
  };
}

function wordsOf(text: string, options: Parameters<typeof expandWords>[3]): string[] | undefined {
  try {
    return expandWords(text, noVariables, "\\", options);
  } catch {
    return undefined;
  }
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}

/** Reads on until the line that ends the heredoc, or the end of the file. */
export function readHeredoc(
  operator: HeredocOperator,
  scanner: LineScanner,
  literal: (start: number, end: number) => MappedText,
  start: number,
): Heredoc {
  for (let end = start; ;) {
    const line = scanner.next();
    if (line === undefined) {
      return { ...operator, content: literal(start, end), terminator: undefined };
    }
    const candidate = operator.chomp ? line.text.replace(/^\t+/, "") : line.text;
    if (candidate === operator.name) {
      const terminator = { start: line.end - candidate.length, end: line.end };
      return { ...operator, content: literal(start, line.start), terminator };
    }
    end = line.next;
  }
}
