import type { MappedText } from "../text/mapped.ts";
import type { Dockerfile, SyntaxFault } from "../syntax/dockerfile.ts";
import { flagNamed, type Instruction } from "../syntax/instruction.ts";

/** A stage as it is written: a FROM and what follows it. */
export interface StageSyntax {
  readonly index: number;
  /** In lower case, as BuildKit keeps it; undefined where there is no `AS`. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The base as written, variables unexpanded; undefined where the FROM names none. */
  readonly base: MappedText | undefined;
  /** The value of `--platform`, as written. */
  readonly platformFlag: MappedText | undefined;
  /** Without the FROM. */
  readonly instructions: readonly Instruction[];
}

/** A file's instructions, sorted into stages. */
export interface StagedFile {
  /** The ARG instructions above the first FROM. */
  readonly globalArgs: readonly Instruction[];
  readonly stages: readonly StageSyntax[];
  readonly faults: readonly SyntaxFault[];
}

/** `instructions/parse.go:Parse` */
export function readStages(dockerfile: Dockerfile): StagedFile {
  const globalArgs: Instruction[] = [];
  const stages: StageSyntax[] = [];
  const faults: SyntaxFault[] = [];
  const { instructions } = dockerfile;
  for (let at = 0; at < instructions.length;) {
    const instruction = instructions[at++]!;
    if (instruction.name === "FROM") {
      const start = at;
      while (at < instructions.length && instructions[at]!.name !== "FROM") at++;
      stages.push(readFrom(instruction, stages.length, instructions.slice(start, at), faults));
    } else if (instruction.name === "ARG") globalArgs.push(instruction);
    else if (faults.length === 0) {
      const message = `no build stage in current context: ${instruction.name} stands before the first FROM`;
      faults.push({ message, span: instruction.keyword.span });
    }
  }
  if (stages.length === 0 && dockerfile.instructions.length > 0 && faults.length === 0) {
    const span = dockerfile.instructions[0]!.keyword.span;
    faults.push({ message: "no FROM: the file contains no stages to build", span });
  }
  return { globalArgs, stages, faults };
}

/** `instructions/parse.go:validStageName` */
const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;

/** `instructions/parse.go:parseFrom` */
function readFrom(
  from: Instruction,
  index: number,
  instructions: readonly Instruction[],
  faults: SyntaxFault[],
): StageSyntax {
  const [base, as, alias] = from.words;
  const { span } = from.logical;
  const named = from.words.length === 3 && as!.text.toLowerCase() === "as";
  if (!named && from.words.length !== 1) {
    const message = "FROM requires either one argument, or three: FROM <source> AS <name>";
    faults.push({ message, span });
  }
  const name = named ? alias!.text.toLowerCase() : undefined;
  if (name !== undefined && !STAGE_NAME.test(name)) {
    const message = `invalid name for build stage: "${alias!.text}", name can't start with a number or contain symbols`;
    faults.push({ message, span: alias!.span });
  }
  return {
    index,
    name,
    from,
    base,
    platformFlag: flagNamed(from, "platform")?.value,
    instructions,
  };
}
