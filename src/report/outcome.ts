import type { LintResult, RuleFailure } from "../engine/lint.ts";

/** A file that could not be read, and what to do about it. */
export interface FileError {
  readonly path: string;
  readonly message: string;
}

/** Everything that a run has to tell. */
export interface Outcome<Result extends LintResult = LintResult> {
  readonly results: readonly Result[];
  readonly errors: readonly FileError[];
}

/** The rules that failed, each with the file at which it did. */
export function ruleFailures(results: readonly LintResult[]): (RuleFailure & { path: string })[] {
  return results.flatMap(({ source, failures }) =>
    failures.map((failure) => ({ ...failure, path: source.path })),
  );
}
