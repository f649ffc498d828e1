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

/** The builds of all cases, in seconds. */
export function formatTable(rows: readonly Row[]): string {
  const head = ["case", "build", "native RUN", "emulated RUN", "whole", "ratio", "same image"];
  const lines = rows.flatMap(({ name, target, original, fixed, limit, same }) => {
    const line = (what: string, build: CaseBuild, verdict: string) => [
      `${name} ${target}`,
      what,
      build.run.native.toFixed(1),
      build.run.emulated.toFixed(1),
      build.seconds.toFixed(1),
      (original.seconds / build.seconds).toFixed(1),
      verdict,
    ];
    return [
      line("original", original, ""),
      line("fixed", fixed, same ? "yes" : "NO"),
      line("limit", limit, ""),
    ];
  });
  return markdown([head, ...lines]);
}

function markdown([head, ...lines]: readonly string[][]): string {
  const widths = head!.map((_, column) =>
    Math.max(...[head!, ...lines].map((line) => line[column]!.length)),
  );
  const format = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [head!, widths.map((width) => "-".repeat(width)), ...lines].map(format).join("\n");
}
