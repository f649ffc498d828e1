import type { FixRecord, FixResult, SkippedFix } from "../engine/fix.ts";
import type { Colors } from "./colors.ts";

/** What was repaired and what was not, and why; a line each. Empty where there was nothing to do. */
export function fixesToText(results: readonly FixResult[], colors: Colors): string {
  const lines = results.flatMap(({ before, applied, skipped }) => [
    ...applied.map((fix) => `${colors.green("fixed")} ${describe(before.path, fix)}`),
    ...skipped.map((fix) => describeSkipped(before.path, fix, colors)),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

function describe(path: string, { line, title, rule, assumptions }: FixRecord): string {
  const given = assumptions.map((assumption) => `\n  assuming that ${assumption}`).join("");
  return `${path}:${line}: ${title} [${rule}]${given}`;
}

function describeSkipped(path: string, fix: SkippedFix, colors: Colors): string {
  return `${colors.yellow("left")}  ${describe(path, fix)}\n  because ${fix.reason}`;
}
