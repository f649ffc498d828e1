/** The user's command, configuration or input cannot be used. Exit status 2. */
export class UsageError extends Error {}

export const EXIT = { clean: 0, findings: 1, failure: 2 } as const;

/** The code of a failed system call, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
