import type { Command } from "commander";
import { engine } from "../../index.ts";
import { EXIT } from "../errors.ts";
import { print } from "../output.ts";
import { bashCompletion } from "./bash.ts";
import { describeProgram } from "./commands.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

const SHELLS = { bash: bashCompletion, fish: fishCompletion, zsh: zshCompletion };

/** Prints what a shell needs to complete the command line. Returns the exit status. */
export function completionCommand(shell: keyof typeof SHELLS, program: Command): number {
  const rules = engine.rules.map(({ id }) => id);
  print(SHELLS[shell](describeProgram(program, rules)));
  return EXIT.clean;
}
