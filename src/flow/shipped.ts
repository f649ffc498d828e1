import type { Analysis } from "../facts/analysis.ts";
import type { GraphStage } from "../graph/graph.ts";
import { oncePer } from "../graph/once-per.ts";
import type { Platform } from "../platform/platform.ts";
import type { Arrival, Hop } from "./findings.ts";
import { FileSearch, parentOf } from "./search.ts";

/**
 * Every file of the image that is built whose making is known, wherever it was made. Followed back
 * from the stage that ships, when it is first asked for.
 */
export const shippedFiles = oncePer((analysis: Analysis): readonly Arrival[] => {
  const final = analysis.graph.stages.find((stage) => stage.final);
  return final === undefined ? [] : new FileSearch(analysis).contents(final.index, []).arrivals;
});

/** The machine that a stage's commands see, where it need not be the target. */
export type Machine = "build" | Platform;

/** Undefined for a stage on the target, and for one of which it is not known. */
export function machineOf(stage: GraphStage, { graph }: Analysis): Machine | undefined {
  let root = stage;
  for (let up = parentOf(root); up !== undefined; up = parentOf(root)) root = graph.stages[up]!;
  // A base that depends on the platform may have been chosen to work for the target.
  if (!root.base.known) return undefined;
  switch (stage.platform.kind) {
    case "build":
      return "build";
    case "constant":
      return stage.platform.platform;
    default:
      return undefined;
  }
}

/** A file that ships, from a stage with a machine of its own. */
export interface ForeignFile {
  readonly arrival: Arrival;
  readonly machine: Machine;
  /** Where it comes into a stage on the target platform. */
  readonly crossing: Hop;
}

/**
 * The files that come into the image from stages that are not on the target platform, in the order
 * in which they were made.
 */
export function foreignFiles(analysis: Analysis): ForeignFile[] {
  const { stages } = analysis.graph;
  const mayBe = stages.some(({ reachable, platform }) => {
    return reachable && (platform.kind === "build" || platform.kind === "constant");
  });
  const final = stages.find((stage) => stage.final);
  if (!mayBe || final?.platform.kind !== "target") return [];
  const files = shippedFiles(analysis).flatMap((arrival) => {
    const machine = machineOf(arrival.origin.stage, analysis);
    const crossing = crossingOf(arrival);
    return machine && crossing ? [{ arrival, machine, crossing }] : [];
  });
  return files.toSorted(byMaking);
}

/** In the order in which they were made; what is named before what may lie below it. */
function byMaking(a: ForeignFile, b: ForeignFile): number {
  const [one, other] = [a.arrival, b.arrival];
  return one.origin.span.start - other.origin.span.start || one.path.length - other.path.length;
}

/** The hop at which a file of a stage with a machine of its own comes into one on the target. */
function crossingOf({ hop }: Arrival): Hop | undefined {
  for (let each = hop; each !== undefined; each = each.earlier) {
    const { from, into } = each;
    if (into.platform.kind === "target" && from.platform.kind !== "target") return each;
  }
  return undefined;
}
