import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Remedy } from "../rule/fix.ts";

/**
 * The findings of several builds of a file as one list: what is found in several is reported once,
 * as in the first of them, with the remedy that is right for all.
 */
export function mergeDiagnostics(builds: readonly (readonly Diagnostic[])[]): Diagnostic[] {
  const merged = new Map<string, Diagnostic[]>();
  for (const diagnostics of builds) {
    // One build can have several findings of a rule at one place: the first meets the first.
    const counts = new Map<string, number>();
    for (const diagnostic of diagnostics) {
      const { rule, span, stage = "" } = diagnostic;
      const place = `${rule} ${span.start} ${span.end} ${stage}`;
      const count = counts.get(place) ?? 0;
      counts.set(place, count + 1);
      const known = merged.get(`${place} ${count}`);
      if (known === undefined) merged.set(`${place} ${count}`, [diagnostic]);
      else known.push(diagnostic);
    }
  }
  return [...merged.values()].map((same) => {
    const remedies = same.flatMap(({ remedy }) => remedy ?? []);
    const [first] = same as [Diagnostic];
    if (remedies.length <= 1) return first;
    return { ...first, remedy: () => mostCareful(remedies.map((remedy) => remedy())) };
  });
}

/** A refusal before a fix, and a fix with assumptions before one without. */
function mostCareful(remedies: readonly Remedy[]): Remedy {
  return (
    remedies.find((remedy) => "refusal" in remedy) ??
    remedies.find((remedy) => "fix" in remedy && remedy.fix.applicability !== "safe") ??
    remedies[0]!
  );
}
