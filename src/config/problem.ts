/** Something in a configuration file that cannot be used. */
export interface ConfigProblem {
  readonly path: string;
  /** Both from 1; absent where the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** A sentence without the period. */
  readonly message: string;
}

/** The configuration cannot be used: all its problems, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

function formatProblem({ path, line, column, message }: ConfigProblem): string {
  const place = line === undefined ? path : `${path}:${line}:${column}`;
  return `${place}: ${message}${message.endsWith("?") ? "" : "."}`;
}

/** A baseline cannot be used. */
export class BaselineError extends Error {}

/** Why a file cannot be read. Most often there is none, which Node says at length. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && error.code === "ENOENT" ? "it does not exist" : error.message;
}
