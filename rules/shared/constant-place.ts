import type { GraphStage } from "../../src/graph/graph.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import type { Span } from "../../src/text/span.ts";

/** Where a file says the constants that the commands of a step are given. */
export class ConstantPlaces {
  readonly #step: RunStep;
  readonly #chain: readonly GraphStage[];
  readonly #outside = new Map<string, Span | undefined>();

  /** @param chain the step's stage and those that it continues */
  constructor(step: RunStep, chain: readonly GraphStage[]) {
    this.#step = step;
    this.#chain = chain;
  }

  /**
   * In the command itself, in an assignment of its script, or in an ENV. Undefined where it is the
   * default of an ARG, which every build may change.
   */
  find(constant: string, command: ShellCommand): Span | undefined {
    const own = placeIn(command, constant);
    if (own !== undefined) return own;
    if (!this.#outside.has(constant)) {
      this.#outside.set(constant, this.#inScript(constant) ?? this.#inStage(constant));
    }
    return this.#outside.get(constant);
  }

  #inScript(constant: string): Span | undefined {
    const { script } = this.#step;
    if (script.kind !== "shell") return undefined;
    for (const command of script.script.commands) {
      if (command.words.length > 0 && command.name !== "export") continue;
      const place = placeIn(command, constant);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  #inStage(constant: string): Span | undefined {
    for (const { syntax } of this.#chain) {
      for (const { name, assignments } of syntax.instructions) {
        if (name !== "ENV") continue;
        const set = assignments.find(({ value }) => value?.text.includes(constant));
        if (set !== undefined) return set.value!.span;
      }
    }
    return undefined;
  }
}

function placeIn({ words, assignments }: ShellCommand, constant: string): Span | undefined {
  const assignment = assignments.find(({ value }) => value.includes(constant));
  return assignment?.span ?? words.find(({ value }) => value.includes(constant))?.span;
}
