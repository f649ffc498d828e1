import type { RunStep } from "../graph/steps.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import type { CommandKnowledge, Recognition } from "./ecosystem.ts";
import { Invocation, withoutVersion } from "./invocation.ts";
import { type ScriptCommand, scriptCommands } from "./script-state.ts";

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
  const facts: CommandFact[] = [];
  for (const command of scriptCommands(step)) {
    const fact = readFact(command, image, ecosystems);
    if (fact !== undefined) facts.push(fact);
  }
  return facts;
}

function readFact(
  { command: written, name: called, state }: ScriptCommand,
  image: string | undefined,
  ecosystems: EcosystemIndex,
): CommandFact | undefined {
  const { name, ecosystems: candidates } = ecosystems.of(called);
  if (candidates.length === 0) return undefined;
  const command = name === written.name ? written : { ...written, name };
  const environment = state.scope.snapshot();
  const invocation = new Invocation(command, { environment, workdir: state.workdir, image });
  for (const ecosystem of candidates) {
    const recognition = ecosystem.recognise(invocation);
    if (recognition === undefined) continue;
    return { command: written, invocation, ecosystem: ecosystem.id, recognition };
  }
  return undefined;
}
