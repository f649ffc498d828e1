import type { OracleAnswer } from "./oracle.ts";

/** Whether BuildKit takes a file, and what its own checks say of it. */
export interface Verdict {
  /** Why it refuses the file for one of the pairs of platforms; absent if it takes it for all. */
  readonly refused?: string;
  /** What `docker build --check` warns of. */
  readonly warnings: readonly string[];
}

export function verdictOf({ parse, instructionsError, llb, lint }: OracleAnswer): Verdict {
  const failed = llb?.find(({ error }) => error !== undefined)?.error;
  const refused = parse.error ?? instructionsError ?? failed;
  return { ...(refused === undefined ? {} : { refused }), warnings: lint ?? [] };
}

/** What a fix has spoilt: a file that BuildKit took and takes no more, or a new warning. */
export function spoiltBy(before: Verdict, after: Verdict): string[] {
  if (before.refused !== undefined) return [];
  if (after.refused !== undefined) return [`BuildKit refuses it: ${after.refused}`];
  return after.warnings
    .filter((warning) => !before.warnings.includes(warning))
    .map((warning) => `a new warning: ${warning}`);
}
