import { BaselineError, ConfigError } from "../config/problem.ts";

/** The user's command, configuration or input cannot be used. Exit status 2. */
export class UsageError extends Error {}

export const EXIT = { clean: 0, findings: 1, failure: 2 } as const;

/** The code of a failed system call, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** What the user is told of a mistake of theirs; undefined where it is one of ours. */
export function mistakeIn(error: unknown): string | undefined {
  if (error instanceof UsageError || error instanceof BaselineError) {
    return `dockerlint-xarch: ${error.message}`;
  }
  if (error instanceof ConfigError) {
    return `dockerlint-xarch: the configuration cannot be used\n${error.message}`;
  }
  return undefined;
}
