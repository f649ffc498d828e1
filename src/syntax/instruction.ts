import type { MappedText } from "../text/mapped.ts";
import type { Span } from "../text/span.ts";
import { type BuilderFlag, splitFlags } from "./builder-flags.ts";
import type { EscapeCharacter } from "./directives.ts";
import { readExecForm } from "./exec-form.ts";
import type { Heredoc } from "./heredoc.ts";
import { isSpace } from "./whitespace.ts";
import { splitAtWhitespace, splitFirstWord, splitQuotedWords } from "./words.ts";

/** A comment line, from its `#` to the end of the line. */
export interface Comment {
  /** Without the `#` and the white space around it. */
  readonly text: string;
  readonly span: Span;
}

/** `NAME=value` of an ENV, LABEL or ARG. Quotes, escapes and variables are as written. */
export interface Assignment {
  readonly name: MappedText;
  /** Undefined for an ARG without a default. */
  readonly value: MappedText | undefined;
  /** `""` in the old form `ENV name value`. */
  readonly separator: "=" | "";
}

/** What an instruction line says, without what stands around it in the file. */
export interface InstructionLine {
  /** The whole logical line: continuations joined, comments inside left out. */
  readonly logical: MappedText;
  /** The keyword in upper case, such as `RUN`; unknown ones too. */
  readonly name: string;
  /** The keyword as written. */
  readonly keyword: MappedText;
  readonly flags: readonly BuilderFlag[];
  /** Everything behind keyword and flags, without white space around it. */
  readonly args: MappedText;
  /** Whether the arguments are a JSON array of strings. */
  readonly exec: boolean;
  /**
   * The arguments as BuildKit's parser sees them: the strings of an exec form, the words where
   * white space parts them, else one text. Empty for ENV and LABEL, see `assignments`.
   */
  readonly words: readonly MappedText[];
  /** Of ENV, LABEL and ARG. */
  readonly assignments: readonly Assignment[];
  /** The instruction that an ONBUILD holds. */
  readonly trigger: InstructionLine | undefined;
  /** Why BuildKit's parser refuses the line. */
  readonly error: string | undefined;
}

/** An instruction in its file. */
export interface Instruction extends InstructionLine {
  /** From the keyword to the end of the last line, heredocs included. */
  readonly span: Span;
  /** First and last physical line, counted from 1, as BuildKit counts them. */
  readonly line: number;
  readonly endLine: number;
  readonly heredocs: readonly Heredoc[];
  /** The comment lines right above, with nothing in between. */
  readonly leadingComments: readonly Comment[];
}

type Arguments = Pick<InstructionLine, "exec" | "words" | "assignments" | "trigger" | "error">;

const NO_ARGUMENTS: Arguments = {
  exec: false,
  words: [],
  assignments: [],
  trigger: undefined,
  error: undefined,
};

type ReadArguments = (args: MappedText, escape: EscapeCharacter, name: string) => Arguments;

/** `parser/parser.go:dispatch` */
const READERS: Readonly<Record<string, ReadArguments>> = {
  ADD: readExecOrWords,
  ARG: readArg,
  CMD: readExecOrText,
  COPY: readExecOrWords,
  ENTRYPOINT: readExecOrText,
  ENV: readKeyValues,
  EXPOSE: readWords,
  FROM: readWords,
  HEALTHCHECK: readHealthcheck,
  LABEL: readKeyValues,
  MAINTAINER: readText,
  ONBUILD: readTrigger,
  RUN: readExecOrText,
  SHELL: readExecOrText,
  STOPSIGNAL: readText,
  USER: readText,
  VOLUME: readExecOrWords,
  WORKDIR: readText,
};

export const INSTRUCTION_NAMES: ReadonlySet<string> = new Set(Object.keys(READERS));

/** Reads one logical line: `parser/split_command.go:splitCommand`, then the keyword's reader. */
export function readInstructionLine(line: MappedText, escape: EscapeCharacter): InstructionLine {
  const trimmed = line.trim(isSpace);
  const [keyword, behind] = splitFirstWord(trimmed);
  const name = keyword.text.toUpperCase();
  const { flags, rest } = splitFlags(behind ?? trimmed.slice(trimmed.length), escape);
  const args = rest.trim(isSpace);
  const read = READERS[name];
  const { exec, words, assignments, trigger, error } =
    read === undefined ? NO_ARGUMENTS : read(args, escape, name);
  return {
    logical: line,
    name,
    keyword,
    flags,
    args,
    exec,
    words,
    assignments,
    trigger,
    error,
  };
}

function readText(args: MappedText): Arguments {
  return { ...NO_ARGUMENTS, words: args.length > 0 ? [args] : [] };
}

function readWords(args: MappedText): Arguments {
  return { ...NO_ARGUMENTS, words: args.length > 0 ? splitAtWhitespace(args) : [] };
}

function readExecOrText(args: MappedText): Arguments {
  return readExecOr(readText, args);
}

function readExecOrWords(args: MappedText): Arguments {
  return readExecOr(readWords, args);
}

function readExecOr(readShellForm: (args: MappedText) => Arguments, args: MappedText): Arguments {
  const strings = readExecForm(args);
  if (strings === "shell") return readShellForm(args);
  if (strings === "not-strings") {
    const error =
      "when using JSON array syntax, arrays must be comprised of strings only: " + args.text;
    return { ...NO_ARGUMENTS, error };
  }
  return { ...NO_ARGUMENTS, exec: true, words: strings };
}

/** `parser/line_parsers.go:parseHealthConfig` */
function readHealthcheck(args: MappedText): Arguments {
  const [type, command] = splitFirstWord(args);
  if (type.length === 0) return NO_ARGUMENTS;
  const read = readExecOrText(command ?? args.slice(args.length));
  return { ...read, words: [type, ...read.words] };
}

/** `parser/line_parsers.go:parseSubCommand` */
function readTrigger(args: MappedText, escape: EscapeCharacter): Arguments {
  if (args.length === 0) return NO_ARGUMENTS;
  const trigger = readInstructionLine(args, escape);
  return { ...NO_ARGUMENTS, trigger, error: trigger.error };
}

/** `parser/line_parsers.go:parseNameOrNameVal` */
function readArg(args: MappedText, escape: EscapeCharacter): Arguments {
  const words = splitQuotedWords(args, escape);
  return { ...NO_ARGUMENTS, words, assignments: words.map(splitAtEquals) };
}

/** `parser/line_parsers.go:parseNameVal` */
function readKeyValues(args: MappedText, escape: EscapeCharacter, name: string): Arguments {
  const words = splitQuotedWords(args, escape);
  if (words.length === 0) return NO_ARGUMENTS;
  if (!words[0]!.text.includes("=")) {
    const [key, value] = splitFirstWord(args);
    if (value === undefined) {
      return { ...NO_ARGUMENTS, error: `${name} must have two arguments: ${args.text}` };
    }
    return { ...NO_ARGUMENTS, assignments: [{ name: key, value, separator: "" }] };
  }
  const odd = words.find((word) => !word.text.includes("="));
  if (odd === undefined) return { ...NO_ARGUMENTS, assignments: words.map(splitAtEquals) };
  return { ...NO_ARGUMENTS, error: `can't find = in "${odd.text}": it must be name=value` };
}

function splitAtEquals(word: MappedText): Assignment {
  const equals = word.text.indexOf("=");
  if (equals < 0) return { name: word, value: undefined, separator: "=" };
  return { name: word.slice(0, equals), value: word.slice(equals + 1), separator: "=" };
}

/** Whether a `<<` in the line can begin a heredoc: `parser/parser.go:canContainHeredoc`. */
export function canHoldHeredocs(instruction: InstructionLine): boolean {
  const { name, exec } = instruction.trigger ?? instruction;
  return (name === "RUN" || name === "COPY" || name === "ADD") && !exec;
}

/** The first flag of a name. */
export function flagNamed(instruction: InstructionLine, name: string): BuilderFlag | undefined {
  return instruction.flags.find((flag) => flag.name === name);
}
