import type { CaseBuild } from "./run-case.ts";

/** What became of a case on one target. */
export interface Row {
  readonly name: string;
  readonly target: string;
  readonly original: CaseBuild;
  readonly fixed: CaseBuild;
  /** The original, built for the machine's own platform: no rewrite can be faster. */
  readonly limit: CaseBuild;
  readonly same: boolean;
}

/** All cases, in seconds; the last but one column is the figure to drive to 1. */
export function formatTable(rows: readonly Row[]): string {
  const head = ["case", "target", "emulated RUN", "original", "fixed", "limit"];
  const ratios = ["original/fixed", "fixed/limit", "same image"];
  const lines = rows.map(({ name, target, original, fixed, limit, same }) => [
    name,
    target,
    `${original.run.emulated.toFixed(1)}, then ${fixed.run.emulated.toFixed(1)}`,
    ...[original, fixed, limit].map(({ seconds }) => seconds.toFixed(1)),
    (original.seconds / fixed.seconds).toFixed(1),
    (fixed.seconds / limit.seconds).toFixed(1),
    same ? "yes" : "NO",
  ]);
  return markdown([[...head, ...ratios], ...lines]);
}

function markdown([head, ...lines]: readonly string[][]): string {
  const widths = head!.map((_, column) =>
    Math.max(...[head!, ...lines].map((line) => line[column]!.length)),
  );
  const format = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [head!, widths.map((width) => "-".repeat(width)), ...lines].map(format).join("\n");
}
