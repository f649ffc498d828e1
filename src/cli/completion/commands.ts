import type { Command } from "commander";

/** What a shell needs to know of a command. */
export interface CommandWords {
  /** Empty for the one that is meant where none is named. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What its argument can be; undefined: a file. */
  readonly argument: readonly string[] | undefined;
}

export interface OptionWords {
  /** With the dashes, the long name last. */
  readonly names: readonly string[];
  readonly description: string;
  /** `none`: a switch; `file`; `text`: something that no shell can guess. */
  readonly value: "none" | "file" | "text" | readonly string[];
}

/** Options whose value is a file, and arguments that are rules, are not told by commander. */
const FILES = new Set(["config", "file", "output-file", "baseline", "write-baseline", "context"]);
const RULES = new Set(["select", "ignore"]);

/** The commands and options of a program, the default command first. */
export function describeProgram(program: Command, rules: readonly string[]): CommandWords[] {
  return [program, ...program.commands].map((command) => ({
    name: command === program ? "" : command.name(),
    description: command.description(),
    argument: command.name() === "explain" ? rules : command.registeredArguments[0]?.argChoices,
    options: [
      ...command.options
        .filter(({ hidden }) => !hidden)
        .map((option) => ({
          names: [option.short, option.long].filter((name) => name !== undefined),
          description: option.description || `choose the ${option.name()}`,
          value: valueOf(
            option.required || option.optional,
            option.name(),
            option.argChoices,
            rules,
          ),
        })),
      { names: ["-h", "--help"], description: "show the options", value: "none" as const },
    ],
  }));
}

function valueOf(
  takesOne: boolean,
  name: string,
  choices: readonly string[] | undefined,
  rules: readonly string[],
): OptionWords["value"] {
  if (!takesOne) return "none";
  if (choices !== undefined) return choices;
  if (RULES.has(name)) return rules;
  return FILES.has(name) ? "file" : "text";
}
