import type { Analysis } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import { joinPath } from "../../src/graph/steps.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import type { Family } from "../../src/rule/move.ts";
import { chainOf } from "./final-stage.ts";
import { isText, mayHoldMachineCode } from "./utilities.ts";

/**
 * Why what a family takes from stages on the target keeps it there: its commands would run, or load,
 * what was made for another machine. Undefined where it takes files that are the same everywhere.
 */
export function objectionToIncoming({ members }: Family, analysis: Analysis): string | undefined {
  const inside = new Set(members.map(({ stage }) => stage.index));
  for (const { stage } of members) {
    for (const { kind, from, instruction } of stage.edges) {
      if (kind !== "copy" || !("stage" in from) || inside.has(from.stage)) continue;
      const source = analysis.graph.stages[from.stage]!;
      if (source.platform.kind !== "target") continue;
      const paths = instruction.words.slice(0, -1).map(({ text }) => text);
      const bound = paths.find((path) => isForTarget(absolute(path), source, analysis));
      if (bound === undefined) continue;
      return (
        `stage ${stage.label} takes ${bound} from stage ${source.label}, which is for the target: ` +
        "make it in the same stage, and both can move"
      );
    }
  }
  return undefined;
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

function isForTarget(path: string, source: GraphStage, analysis: Analysis): boolean {
  if (isText(path)) return false;
  const facts = chainOf(source, analysis.graph).flatMap(({ index }) =>
    analysis.stages[index]!.steps.flatMap((step) => step.facts),
  );
  if (facts.length > 0 && mayHoldMachineCode(path)) return true;
  return facts.some((fact) => writesTo(path, fact));
}

/** Whether a command puts something for its own machine at a path, above it, or below. */
function writesTo(path: string, { recognition, invocation }: CommandFact): boolean {
  return (recognition.writes ?? []).some(({ path: written, binding, mixed }) => {
    const bound = binding ?? recognition.output;
    if (!mixed && bound !== "build-bound") return false;
    const place = joinPath(invocation.workdir, written);
    if (place === undefined || /[*$]/.test(place)) return false;
    return `${place}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${place}/`);
  });
}
