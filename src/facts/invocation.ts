import type { Environment } from "../graph/scope.ts";
import { type ImageReference, readImageReference } from "../syntax/image-reference.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import { baseName } from "../syntax/wrappers.ts";
import type { ShellWord } from "../syntax/shell-word.ts";

/** What surrounds a command: what it sees of the step and the stage that it runs in. */
export interface Surroundings {
  /** Variables: ARG and ENV of the stage, and what the script set before. */
  readonly environment: Environment;
  /** The working directory, where it is known. */
  readonly workdir: string | undefined;
  /** The name of the image that the stage is built on, through all its parents. */
  readonly image: string | undefined;
}

/** A command as an ecosystem looks at it: its words with known variables filled in. */
export class Invocation {
  readonly command: ShellCommand;
  /** The arguments; variables whose value is not known stand as written. */
  readonly args: readonly string[];
  /** As the ecosystem lists it, without directory and version: `python` for `python3.12`. */
  readonly name: string;
  readonly #surroundings: Surroundings;

  constructor(command: ShellCommand, surroundings: Surroundings) {
    this.command = command;
    this.name = command.name;
    const { environment } = surroundings;
    this.args = command.words
      .slice(1)
      .map((word) => (command.literal ? word.value : fillIn(word, environment)));
    this.#surroundings = surroundings;
  }

  /** The working directory, where it is known. */
  get workdir(): string | undefined {
    return this.#surroundings.workdir;
  }

  /** The image that the stage is built on, through all its parents. */
  get image(): ImageReference | undefined {
    const { image } = this.#surroundings;
    return image === undefined ? undefined : readImageReference(image);
  }

  /** A variable as the command sees it, its own prefix assignments first. */
  variable(name: string): string | undefined {
    const own = this.command.assignments.find((assignment) => assignment.name === name);
    const { environment } = this.#surroundings;
    return own === undefined ? environment.get(name) : fillInText(own.value, environment);
  }

  /** Whether one of the options is given, alone or with a value behind `=`. */
  has(...options: readonly string[]): boolean {
    return this.args.some((arg) =>
      options.some((option) => arg === option || arg.startsWith(`${option}=`)),
    );
  }

  /** The value of the first of the options that is given: `--target x`, `--target=x`. */
  value(...options: readonly string[]): string | undefined {
    return this.values(...options)[0];
  }

  /** Every value given to the options, in order. */
  values(...options: readonly string[]): string[] {
    const values: string[] = [];
    this.args.forEach((arg, index) => {
      for (const option of options) {
        if (arg === option) values.push(this.args[index + 1] ?? "");
        else if (arg.startsWith(`${option}=`)) values.push(arg.slice(option.length + 1));
      }
    });
    return values;
  }

  /**
   * The arguments that are no options. `valued` names the options whose value is the next word;
   * what they take is left out.
   */
  operands(valued: readonly string[] = []): string[] {
    const operands: string[] = [];
    for (let i = 0; i < this.args.length; i++) {
      const arg = this.args[i]!;
      if (arg === "--") return [...operands, ...this.args.slice(i + 1)];
      if (!arg.startsWith("-") || arg === "-") operands.push(arg);
      else if (valued.includes(arg)) i++;
    }
    return operands;
  }

  /** The first operand: `install` of `pip --quiet install x`. */
  subcommand(valued: readonly string[] = []): string | undefined {
    return this.operands(valued)[0];
  }

  /**
   * The command that follows the first arguments, looked at on its own: `pip install x` of
   * `python -m pip install x`, with `count` 1 and its name `pip`.
   */
  inner(count: number): Invocation | undefined {
    const words = this.command.words.slice(1 + count);
    const first = words[0];
    if (first === undefined) return undefined;
    const word = fillIn(first, this.#surroundings.environment);
    // `@scope/tool` is a package, not a path.
    const name = withoutVersion(word.startsWith("@") ? word : baseName(word));
    return new Invocation({ ...this.command, words, name }, this.#surroundings);
  }

  /** The same command under another name. */
  named(name: string): Invocation {
    return new Invocation({ ...this.command, name }, this.#surroundings);
  }
}

/** The word with the variables filled in that have a value. */
export function fillIn({ value }: ShellWord, environment: Environment): string {
  return fillInText(value, environment);
}

function fillInText(text: string, environment: Environment): string {
  if (!text.includes("$")) return text;
  return text.replace(
    /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g,
    (reference, plain: string | undefined, braced: string | undefined) =>
      environment.get(plain ?? braced!) ?? reference,
  );
}

/** `pip3.11` is `pip`, `python3` is `python`, `gcc-12` is `gcc`. */
export function withoutVersion(name: string): string {
  return name.replace(/-?\d+(\.\d+)*$/, "") || name;
}
