import type { ShellCommand } from "../../src/syntax/shell.ts";

/** Why a command cannot be told anything in terms of the shell; undefined where a shell reads it. */
export function objectionToExecForm({ name, literal }: ShellCommand): string | undefined {
  return literal
    ? `${name} stands in a JSON array, which no shell reads: write RUN ${name} ... without one`
    : undefined;
}
