import type { Command, Option } from "commander";

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

/** Commander tells neither which values are files, which their names do, nor which are rules. */
const FILE = /[<[](?:file|folder|dockerfile|log)[>\]]/;
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
          value: valueOf(option, rules),
        })),
      { names: ["-h", "--help"], description: "show the options", value: "none" as const },
    ],
  }));
}

function valueOf(option: Option, rules: readonly string[]): OptionWords["value"] {
  if (!option.required && !option.optional) return "none";
  if (option.argChoices !== undefined) return option.argChoices;
  if (RULES.has(option.name())) return rules;
  return FILE.test(option.flags) ? "file" : "text";
}
