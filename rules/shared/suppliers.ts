import type { Analysis } from "../../src/facts/analysis.ts";
import { readPath } from "../../src/flow/paths.ts";
import { FileSearch } from "../../src/flow/search.ts";
import type { StageEdge } from "../../src/graph/build.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { type Family, familyOf, joinFamilies, pathsTaken } from "../../src/rule/move.ts";
import { isText, mayHoldMachineCode } from "./utilities.ts";

/**
 * A family with the stages that it takes programs and packages from: on the build platform it runs
 * nothing that was made for the target, so that they have to move along.
 */
export function withSuppliers(family: Family, analysis: Analysis): Family {
  const { stages } = analysis.graph;
  const search = new FileSearch(analysis);
  let joined = family;
  for (;;) {
    const supplier = joined.members
      .flatMap(({ stage }) => stage.edges)
      .find((edge) => {
        const from = "stage" in edge.from ? stages[edge.from.stage] : undefined;
        if (from === undefined || from.platform.kind === "build") return false;
        if (joined.members.some(({ stage }) => stage === from)) return false;
        return bringsPrograms(edge, from, search);
      });
    if (supplier === undefined || !("stage" in supplier.from)) return joined;
    joined = joinFamilies(joined, familyOf(stages[supplier.from.stage]!, analysis));
  }
}

/** Why a family cannot run natively: what it takes from a native stage is made for the target. */
export function objectionToSupplies(family: Family, analysis: Analysis): string | undefined {
  const { graph } = analysis;
  const search = new FileSearch(analysis);
  for (const { stage } of family.members) {
    for (const edge of stage.edges) {
      const from = "stage" in edge.from ? graph.stages[edge.from.stage]! : undefined;
      if (from?.platform.kind !== "build") continue;
      const path = pathsTaken(edge, from).find((each) =>
        search
          .contents(from.index, readPath(each, undefined))
          .arrivals.some(({ origin }) => origin.binding === "target-bound"),
      );
      if (path !== undefined) {
        return `stage ${stage.label} takes ${path}, which stage ${from.label} makes for the target`;
      }
    }
  }
  return undefined;
}

/** Folders of packages, some of which have native code. */
const PACKAGES = /(^|\/)(node_modules|site-packages|dist-packages|\.?venv|vendor|\.bundle)(\/|$)/;

function bringsPrograms(edge: StageEdge, from: GraphStage, search: FileSearch): boolean {
  return pathsTaken(edge, from).some((path) => {
    if (isText(path)) return false;
    if (PACKAGES.test(path) || mayHoldMachineCode(path)) return true;
    const { arrivals } = search.contents(from.index, readPath(path, undefined));
    return arrivals.some(({ origin }) => origin.binding.endsWith("-bound"));
  });
}
