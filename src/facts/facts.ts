import { type Environment, Scope } from "../graph/scope.ts";
import { joinPath, type RunStep } from "../graph/steps.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import { ASSIGNMENT, baseName } from "../syntax/wrappers.ts";
import type { CommandKnowledge, Recognition } from "./ecosystem.ts";
import { Invocation, withoutVersion } from "./invocation.ts";

/** What one command of a RUN step does. */
export interface CommandFact {
  readonly command: ShellCommand;
  readonly invocation: Invocation;
  /** The id of the ecosystem that knows the command. */
  readonly ecosystem: string;
  readonly recognition: Recognition;
}

/** Finds the ecosystem of a command by the command's name. */
export class EcosystemIndex {
  readonly #byCommand = new Map<string, CommandKnowledge[]>();

  constructor(ecosystems: readonly CommandKnowledge[]) {
    for (const ecosystem of ecosystems) {
      for (const command of ecosystem.commands) {
        const known = this.#byCommand.get(command);
        if (known === undefined) this.#byCommand.set(command, [ecosystem]);
        else known.push(ecosystem);
      }
    }
  }

  /** The ecosystems that have a command, and its name as they list it: `pip` for `pip3.12`. */
  of(written: string): { readonly name: string; readonly ecosystems: readonly CommandKnowledge[] } {
    for (const name of [written, withoutVersion(written)]) {
      const ecosystems = this.#byCommand.get(name);
      if (ecosystems !== undefined) return { name, ecosystems };
    }
    return { name: written, ecosystems: [] };
  }
}

/**
 * The facts of a step's commands, in the order of the script.
 * @param image the image that the step's stage is built on
 */
export function readFacts(
  step: RunStep,
  image: string | undefined,
  ecosystems: EcosystemIndex,
): CommandFact[] {
  if (step.script.kind !== "shell") return [];
  const facts: CommandFact[] = [];
  const state = new ScriptState(step.environment, step.workdir);
  for (const command of step.script.script.commands) {
    const fact = readFact(command, state, image, ecosystems);
    if (fact !== undefined) facts.push(fact);
    state.run(command);
  }
  return facts;
}

function readFact(
  written: ShellCommand,
  state: ScriptState,
  image: string | undefined,
  ecosystems: EcosystemIndex,
): CommandFact | undefined {
  const { name, ecosystems: candidates } = ecosystems.of(nameOf(written, state));
  if (candidates.length === 0) return undefined;
  const command = name === written.name ? written : { ...written, name };
  const { workdir } = state;
  const invocation = new Invocation(command, {
    environment: state.scope.snapshot(),
    workdir,
    image,
  });
  for (const ecosystem of candidates) {
    const recognition = ecosystem.recognise(invocation);
    if (recognition === undefined) continue;
    return { command: written, invocation, ecosystem: ecosystem.id, recognition };
  }
  return undefined;
}

/** A command's name, a variable that is known filled in: `$PIP install`. */
function nameOf({ name }: ShellCommand, { scope }: ScriptState): string {
  const variable = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(name)?.[1];
  const value = variable === undefined ? undefined : scope.get(variable);
  return value !== undefined && /^[\w./-]+$/.test(value) ? baseName(value) : name;
}

/** What a script changes for the commands behind: variables and the working directory. */
class ScriptState {
  workdir: string | undefined;
  readonly scope: Scope;

  constructor(outer: Environment, workdir: string | undefined) {
    this.scope = new Scope(outer);
    this.workdir = workdir;
  }

  run(command: ShellCommand): void {
    if (command.words.length === 0) {
      for (const { name, value } of command.assignments) this.scope.set(name, value);
    } else if (command.name === "export") {
      for (const { value } of command.words) this.#export(value);
    } else if (command.name === "cd") {
      this.workdir = joinPath(this.workdir, command.words[1]?.value ?? "");
    }
  }

  #export(word: string): void {
    const match = ASSIGNMENT.exec(word);
    if (match !== null) this.scope.set(match[1]!, word.slice(match[0].length));
  }
}
