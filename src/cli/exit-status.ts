import type { LintResult } from "../engine/lint.ts";
import { type Outcome, ruleFailures } from "../report/outcome.ts";
import { SEVERITIES, type Severity } from "../rule/diagnostic.ts";
import { EXIT } from "./errors.ts";

/** The flags that decide what fails a run. */
export interface StatusFlags {
  readonly exitZero?: boolean;
  readonly maxWarnings?: number;
}

/** What a file has, and the mildest of it that fails the run. */
export interface LintedFile extends LintResult {
  readonly failOn: Severity;
}

/** The exit status of a run. */
export function exitStatus(
  { results, errors }: Outcome<LintedFile>,
  { exitZero, maxWarnings }: StatusFlags,
): number {
  if (errors.length > 0 || ruleFailures(results).length > 0) return EXIT.failure;
  if (exitZero) return EXIT.clean;
  const failed =
    maxWarnings === undefined
      ? results.some((file) =>
          file.diagnostics.some(({ severity }) => atLeast(severity, file.failOn)),
        )
      : count(results, "error") > 0 || count(results, "warning") > maxWarnings;
  return failed ? EXIT.findings : EXIT.clean;
}

function count(results: readonly LintResult[], wanted: Severity): number {
  const all = results.flatMap(({ diagnostics }) => diagnostics);
  return all.filter(({ severity }) => severity === wanted).length;
}

/** Whether a severity is as bad as a limit, or worse. */
export function atLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}
