import type { Colors } from "./colors.ts";
import type { Outcome } from "./outcome.ts";
import { count } from "./text.ts";

/** How often each rule reports, the most frequent first: a line a rule, and the sum. */
export function statistics({ results }: Outcome, colors: Colors): string {
  const rules = new Map<string, { findings: number; files: Set<string>; fixable: number }>();
  for (const { source, diagnostics } of results) {
    for (const { rule, remedy } of diagnostics) {
      const entry = rules.get(rule) ?? { findings: 0, files: new Set(), fixable: 0 };
      const answer = remedy?.();
      entry.findings++;
      entry.files.add(source.path);
      if (answer !== undefined && "fix" in answer) entry.fixable++;
      rules.set(rule, entry);
    }
  }
  const sorted = [...rules].toSorted(
    ([a, { findings: many }], [b, { findings: few }]) => few - many || (a < b ? -1 : 1),
  );
  const width = Math.max(0, ...sorted.map(([, { findings }]) => String(findings).length));
  const lines = sorted.map(([rule, { findings, files, fixable }]) => {
    const fixes = fixable > 0 ? `, ${fixable} fixable` : "";
    const number = String(findings).padStart(width);
    return `${colors.bold(number)}  ${rule} in ${count(files.size, "file")}${fixes}\n`;
  });
  const total = sorted.reduce((sum, [, { findings }]) => sum + findings, 0);
  return `${lines.join("")}${count(total, "finding")} in ${count(results.length, "file")}.\n`;
}
