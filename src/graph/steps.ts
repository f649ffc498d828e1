import { expandWord, ExpansionError } from "../syntax/expand.ts";
import type { EscapeCharacter } from "../syntax/directives.ts";
import type { Heredoc } from "../syntax/heredoc.ts";
import type { Instruction, InstructionLine } from "../syntax/instruction.ts";
import { DEFAULT_SHELL, readRunScript, type RunScript } from "../syntax/run-script.ts";
import type { Span } from "../text/span.ts";
import type { GlobalScope } from "./build.ts";
import { type Environment, Scope } from "./scope.ts";

/** A RUN, with what is in force where it stands. */
export class RunStep {
  readonly run: InstructionLine;
  /** First and last line of the instruction, counted from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly span: Span;
  /** Whether it comes from an ONBUILD of the base stage. */
  readonly inherited: boolean;
  readonly environment: Environment;
  /** Absolute, or relative to the base image's; undefined where variables hide it. */
  readonly workdir: string | undefined;
  /** The USER in force; undefined where the file sets none. */
  readonly user: string | undefined;
  readonly #heredocs: readonly Heredoc[];
  readonly #shell: readonly string[];
  readonly #escape: EscapeCharacter;
  #script: RunScript | undefined;

  constructor(
    instruction: Instruction,
    state: StageState,
    inherited: boolean,
    escape: EscapeCharacter,
  ) {
    this.run = instruction.trigger ?? instruction;
    this.line = instruction.line;
    this.endLine = instruction.endLine;
    this.span = instruction.span;
    this.inherited = inherited;
    this.environment = state.scope.snapshot();
    this.workdir = state.workdir;
    this.user = state.user;
    this.#heredocs = instruction.heredocs;
    this.#shell = state.shell;
    this.#escape = escape;
  }

  get script(): RunScript {
    return (this.#script ??= readRunScript(this.run, this.#heredocs, this.#shell));
  }

  /** A part of a flag as the builder reads it; what only the build knows stands as written. */
  expand(word: string): string {
    return expandSymbolically(word, this.environment, this.#escape);
  }
}

/** A COPY or ADD, with what is in force where it stands. */
export class CopyStep {
  readonly instruction: InstructionLine;
  readonly line: number;
  readonly span: Span;
  /** Whether it comes from an ONBUILD of the base stage. */
  readonly inherited: boolean;
  /** Absolute, or relative to the base image's; undefined where variables hide it. */
  readonly workdir: string | undefined;
  readonly #environment: Environment;
  readonly #escape: EscapeCharacter;

  constructor(
    instruction: Instruction,
    state: StageState,
    inherited: boolean,
    escape: EscapeCharacter,
  ) {
    this.instruction = instruction.trigger ?? instruction;
    this.line = instruction.line;
    this.span = instruction.span;
    this.inherited = inherited;
    this.workdir = state.workdir;
    this.#environment = state.scope.snapshot();
    this.#escape = escape;
  }

  /** What is copied: paths, URLs and the names of heredocs; variables of the build are symbolic. */
  get sources(): string[] {
    return this.instruction.words.slice(0, -1).map(({ text }) => this.#expand(text));
  }

  /** As written, variables filled in: relative to the working directory, or absolute. */
  get destination(): string {
    return this.#expand(this.instruction.words.at(-1)?.text ?? "");
  }

  #expand(word: string): string {
    return expandSymbolically(word, this.#environment, this.#escape);
  }
}

/** What changes a stage's files, an image's layer each. */
export type LayerStep = RunStep | CopyStep;

/** What a stage passes on to the stages that are `FROM` it. */
export interface StageState {
  readonly scope: Scope;
  readonly shell: readonly string[];
  readonly workdir: string | undefined;
  readonly user: string | undefined;
}

export interface StageRun {
  /** In the order in which they run. */
  readonly layers: readonly LayerStep[];
  readonly end: StageState;
}

/**
 * Walks through a stage's instructions and keeps what each RUN sees. Variables are symbolic: what
 * only the build decides (`TARGETARCH`, an ARG without default) stands as `${NAME}` in the values.
 */
export function walkStage(
  triggers: readonly Instruction[],
  instructions: readonly Instruction[],
  start: StageState | undefined,
  globals: GlobalScope,
  buildArgs: ReadonlyMap<string, string>,
  escape: EscapeCharacter,
): StageRun {
  const walk = new StageWalk(start, globals, buildArgs, escape);
  for (const trigger of triggers) walk.visit(trigger, true);
  for (const instruction of instructions) walk.visit(instruction, false);
  return { layers: walk.layers, end: walk.state };
}

class StageWalk {
  readonly layers: LayerStep[] = [];
  state: StageState;
  readonly #globals: GlobalScope;
  readonly #buildArgs: ReadonlyMap<string, string>;
  readonly #escape: EscapeCharacter;

  constructor(
    start: StageState | undefined,
    globals: GlobalScope,
    buildArgs: ReadonlyMap<string, string>,
    escape: EscapeCharacter,
  ) {
    const initial = { shell: DEFAULT_SHELL, workdir: undefined, user: undefined };
    this.state = { ...initial, ...start, scope: start?.scope.child() ?? new Scope() };
    this.#globals = globals;
    this.#buildArgs = buildArgs;
    this.#escape = escape;
  }

  visit(instruction: Instruction, inherited: boolean): void {
    const line = inherited ? instruction.trigger! : instruction;
    switch (line.name) {
      case "ARG":
        this.#declareArgs(line);
        break;
      case "ENV":
        this.#setVariables(line);
        break;
      case "SHELL":
        if (line.exec) this.#update({ shell: line.words.map((word) => word.text) });
        break;
      case "USER":
        this.#update({ user: this.#expand(line.args.text) });
        break;
      case "WORKDIR":
        this.#update({ workdir: joinPath(this.state.workdir, this.#expand(line.args.text)) });
        break;
      case "RUN":
        this.layers.push(new RunStep(instruction, this.state, inherited, this.#escape));
        break;
      case "COPY":
      case "ADD":
        this.layers.push(new CopyStep(instruction, this.state, inherited, this.#escape));
        break;
    }
  }

  #update(change: Partial<StageState>): void {
    this.state = { ...this.state, ...change };
  }

  /** `dockerfile2llb/convert.go:dispatchArg`: one after the other. */
  #declareArgs(line: InstructionLine): void {
    for (const { name, value } of line.assignments) {
      const given =
        this.#buildArgs.get(name.text) ??
        (value === undefined ? this.#globals.get(name.text) : this.#expand(value.text));
      // Without any value it adds nothing, so that what the stage had stays.
      const kept = given ?? this.state.scope.get(name.text) ?? placeholder(name.text);
      this.state.scope.set(name.text, kept);
    }
  }

  /** `dockerfile2llb/convert.go:dispatch`: all values are expanded before any is set. */
  #setVariables(line: InstructionLine): void {
    const expanded = line.assignments.map(({ name, value }) => ({
      name: this.#expand(name.text),
      value: this.#expand(value!.text),
    }));
    for (const { name, value } of expanded) this.state.scope.set(name, value);
  }

  #expand(word: string): string {
    return expandSymbolically(word, this.state.scope, this.#escape);
  }
}

/** A word with its variables filled in, as far as they are set. */
function expandSymbolically(
  word: string,
  environment: Environment,
  escape: EscapeCharacter,
): string {
  try {
    const options = { skipUnsetEnv: true };
    return expandWord(word, (name) => environment.get(name), escape, options).text;
  } catch (error) {
    if (error instanceof ExpansionError) return word;
    throw error;
  }
}

/** How a value that only the build knows stands in the text of others. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

/** Linux takes no longer paths (limits.h: PATH_MAX); without an end they would grow with the file. */
const MAX_PATH = 4096;

/** Joins as WORKDIR and `cd` do; a path with a variable in it stays as it is. */
export function joinPath(base: string | undefined, path: string): string | undefined {
  if (path.length + (base?.length ?? 0) > MAX_PATH) return undefined;
  if (path.startsWith("/")) return normalise(path);
  return base === undefined ? undefined : normalise(`${base}/${path}`);
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
