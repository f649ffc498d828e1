import { AUTOMATIC_PLATFORM_ARGS } from "../platform/platform.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import { oncePer } from "../graph/once-per.ts";
import type { RunStep } from "../graph/steps.ts";
import type { EscapeCharacter } from "../syntax/directives.ts";
import type { Assignment, Instruction } from "../syntax/instruction.ts";
import type { ShellScript } from "../syntax/shell.ts";
import { ASSIGNMENT } from "../syntax/wrappers.ts";
import type { MappedText } from "../text/mapped.ts";
import { type Reader, type Reference, referencesIn } from "./references.ts";

/** An ARG or ENV of a stage that gives an automatic platform argument its value from there on. */
export interface PlatformArgDeclaration {
  readonly kind: "ARG" | "ENV";
  readonly stage: GraphStage;
  readonly instruction: Instruction;
  readonly assignment: Assignment;
  /** What was in force before it: what its own value can refer to. */
  readonly before: PlatformArgScope;
}

/** The declarations that are in force, by name; where a stage's base is unknown, not all of them. */
export interface PlatformArgScope {
  readonly declarations: ReadonlyMap<string, PlatformArgDeclaration>;
  readonly complete: boolean;
}

/** A place in a stage where an automatic platform argument is used. */
export interface PlatformArgUse {
  readonly stage: GraphStage;
  readonly instruction: Instruction;
  readonly reference: Reference;
  /** The ARG whose default holds the use. */
  readonly defaultOf: Assignment | undefined;
  /** The script that holds the use. */
  readonly script: ShellScript | undefined;
  readonly scope: PlatformArgScope;
}

/** A script of a stage. What it runs sees the declarations in force as environment variables. */
export interface ScriptInScope {
  readonly script: ShellScript;
  readonly scope: PlatformArgScope;
}

export interface PlatformArgs {
  readonly uses: readonly PlatformArgUse[];
  readonly scripts: readonly ScriptInScope[];
}

/**
 * Every use of an automatic platform argument inside a stage, with the declarations in force there.
 * They are BuildKit's (`dockerfile2llb/convert.go:dispatchArg`): inside a stage an argument has a
 * value behind its ARG only, and a stage `FROM` a stage begins with what that one ends with.
 */
export const readPlatformArgs = oncePer(({ dockerfile, stages }: BuildGraph): PlatformArgs => {
  const uses: PlatformArgUse[] = [];
  const scripts: ScriptInScope[] = [];
  const ends: PlatformArgScope[] = [];
  for (const stage of stages) {
    const walk = new StageWalk(stage, startOf(stage, ends), dockerfile.escape, uses, scripts);
    for (const trigger of stage.triggers) walk.declareTriggered(trigger);
    for (const instruction of stage.syntax.instructions) walk.visit(instruction);
    ends.push(walk.scope);
  }
  return { uses, scripts };
});

const NOTHING_DECLARED: PlatformArgScope = { declarations: new Map(), complete: true };
const MAY_BE_DECLARED: PlatformArgScope = { declarations: new Map(), complete: false };

function startOf({ base }: GraphStage, ends: readonly PlatformArgScope[]): PlatformArgScope {
  if (base.known && base.value.kind === "stage") return ends[base.value.index]!;
  return base.known ? NOTHING_DECLARED : MAY_BE_DECLARED;
}

class StageWalk {
  scope: PlatformArgScope;
  readonly #stage: GraphStage;
  /** The stage's own steps, from the one that is met next. */
  readonly #steps: Iterator<RunStep>;
  readonly #escape: EscapeCharacter;
  readonly #uses: PlatformArgUse[];
  readonly #scripts: ScriptInScope[];

  constructor(
    stage: GraphStage,
    start: PlatformArgScope,
    escape: EscapeCharacter,
    uses: PlatformArgUse[],
    scripts: ScriptInScope[],
  ) {
    this.#stage = stage;
    this.#steps = ownSteps(stage);
    this.scope = start;
    this.#escape = escape;
    this.#uses = uses;
    this.#scripts = scripts;
  }

  visit(instruction: Instruction): void {
    switch (instruction.name) {
      case "ARG":
        for (const assignment of instruction.assignments) {
          this.#readWord(instruction, assignment.value, assignment);
          this.#declare("ARG", instruction, assignment);
        }
        break;
      case "ENV":
      case "LABEL":
        for (const { name, value } of instruction.assignments) {
          this.#readWord(instruction, name);
          this.#readWord(instruction, value);
        }
        if (instruction.name === "LABEL") break;
        for (const each of instruction.assignments) this.#declare("ENV", instruction, each);
        break;
      case "ADD":
      case "COPY":
        this.#readFlags(instruction);
        for (const word of instruction.words) this.#readWord(instruction, word);
        for (const { content, expand } of instruction.heredocs) {
          if (expand) this.#read(instruction, content, "document");
        }
        break;
      case "EXPOSE":
      case "STOPSIGNAL":
      case "USER":
      case "VOLUME":
      case "WORKDIR":
        for (const word of instruction.words) this.#readWord(instruction, word);
        break;
      case "RUN":
        this.#readFlags(instruction);
        this.#readScript(instruction);
        break;
    }
  }

  /** What an inherited ONBUILD uses is looked at nowhere: it stands in another stage. */
  declareTriggered(instruction: Instruction): void {
    const { name, assignments } = instruction.trigger!;
    if (name !== "ARG" && name !== "ENV") return;
    for (const assignment of assignments) this.#declare(name, instruction, assignment);
  }

  #declare(kind: "ARG" | "ENV", instruction: Instruction, assignment: Assignment): void {
    const name = assignment.name.text;
    if (!AUTOMATIC_PLATFORM_ARGS.has(name)) return;
    const before = this.scope;
    const declaration = { kind, stage: this.#stage, instruction, assignment, before };
    const declarations = new Map(before.declarations).set(name, declaration);
    this.scope = { ...before, declarations };
  }

  #readFlags(instruction: Instruction): void {
    for (const { value } of instruction.flags) this.#readWord(instruction, value);
  }

  #readWord(instruction: Instruction, word: MappedText | undefined, defaultOf?: Assignment): void {
    if (word !== undefined) this.#read(instruction, word, "builder", { defaultOf });
  }

  #readScript(instruction: Instruction): void {
    const step: RunStep = this.#steps.next().value;
    // No shell reads an exec form: its variables stay as they are.
    if (instruction.exec || step.script.kind !== "shell") return;
    const { script } = step.script;
    this.#scripts.push({ script, scope: this.scope });
    this.#read(instruction, script.text, "shell", { script });
  }

  #read(
    instruction: Instruction,
    text: MappedText,
    reader: Reader,
    of: Partial<Pick<PlatformArgUse, "defaultOf" | "script">> = {},
  ): void {
    if (!NAMED.test(text.text)) return;
    const { defaultOf, script } = of;
    const { scope } = this;
    const stage = this.#stage;
    const references = referencesIn(text, reader, this.#escape).filter(({ name }) =>
      AUTOMATIC_PLATFORM_ARGS.has(name),
    );
    if (references.length === 0) return;
    const ownNames = script === undefined ? NOTHING : namesSetBy(script);
    for (const reference of references) {
      if (ownNames.has(reference.name)) continue;
      this.#uses.push({ stage, instruction, reference, defaultOf, script, scope });
    }
  }
}

function* ownSteps({ steps }: GraphStage): Generator<RunStep> {
  for (const step of steps) if (!step.inherited) yield step;
}

/** What all automatic platform arguments have in their names: most texts need no second look. */
const NAMED = /BUILD|TARGET/;

const NOTHING: ReadonlySet<string> = new Set();

/** Commands that set the variables that their arguments name. */
const DECLARING = new Set(["declare", "export", "local", "readonly", "typeset"]);
const READING = new Set(["getopts", "mapfile", "read", "readarray"]);

/** The variables that a script sets itself, wherever it does. */
function namesSetBy(script: ShellScript): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, words, assignments } of script.commands) {
    if (words.length === 0) for (const each of assignments) names.add(each.name);
    for (const { value } of words.slice(1)) {
      const assigned = DECLARING.has(name) ? ASSIGNMENT.exec(value)?.[1] : undefined;
      if (assigned !== undefined) names.add(assigned);
      if (READING.has(name)) names.add(value);
    }
  }
  for (const [, name] of script.text.text.matchAll(/\b(?:for|select)\s+(\w+)\s/g)) names.add(name!);
  for (const [, name] of script.text.text.matchAll(/\$\{(\w+):?=/g)) names.add(name!);
  return names;
}
