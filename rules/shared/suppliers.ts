import type { Analysis } from "../../src/facts/analysis.ts";
import type { OutputBinding } from "../../src/facts/ecosystem.ts";
import { readPath } from "../../src/flow/paths.ts";
import type { Origin } from "../../src/flow/operation.ts";
import { FileSearch } from "../../src/flow/search.ts";
import type { StageEdge } from "../../src/graph/build.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { type Family, familyOf, joinFamilies, pathsTaken } from "../../src/rule/move.ts";
import { isText, mayHoldMachineCode } from "./utilities.ts";

/** What brings packages of the system and other files, and runs none of them. */
export const SUPPLIERS: ReadonlySet<string> = new Set(
  "apk apt archive curl dnf git wget zypper".split(" "),
);

/**
 * A family with the stages that it takes programs and packages from: on the build platform it runs
 * nothing that was made for the target, so that they have to move along.
 */
export function withSuppliers(family: Family, analysis: Analysis): Family {
  const { stages } = analysis.graph;
  const search = new FileSearch(analysis);
  let joined = family;
  for (;;) {
    const inside = new Set(joined.members.map(({ stage }) => stage));
    const supplier = joined.members
      .flatMap(({ stage }) => sourcesOf(stage, stages))
      .find((source) => {
        if (source.from.platform.kind === "build" || inside.has(source.from)) return false;
        return bringsPrograms(source, search);
      });
    if (supplier === undefined) return joined;
    joined = joinFamilies(joined, familyOf(supplier.from, analysis));
  }
}

/** A stage that another one takes files from. */
export interface Source {
  readonly from: GraphStage;
  readonly edge: StageEdge;
  readonly into: GraphStage;
}

export function sourcesOf(into: GraphStage, stages: readonly GraphStage[]): Source[] {
  return into.edges.flatMap((edge) =>
    "stage" in edge.from ? [{ from: stages[edge.from.stage]!, edge, into }] : [],
  );
}

/** The first path taken from a source that was made for one machine: the target, or the builder. */
export function pathBoundTo(
  binding: OutputBinding,
  { from, edge, into }: Source,
  search: FileSearch,
): string | undefined {
  const isBound = (path: string) =>
    search
      .contents(from.index, readPath(path, undefined))
      .arrivals.some(({ origin }) => origin.binding === binding);
  return pathsTaken(edge, from, into).find(({ path }) => isBound(path))?.path;
}

/** Why a family cannot run natively: what it takes from a native stage is made for the target. */
export function objectionToSupplies(family: Family, analysis: Analysis): string | undefined {
  const search = new FileSearch(analysis);
  for (const { stage } of family.members) {
    for (const source of sourcesOf(stage, analysis.graph.stages)) {
      if (source.from.platform.kind !== "build") continue;
      const path = pathBoundTo("target-bound", source, search);
      if (path !== undefined) {
        return `stage ${stage.label} takes ${path}, which stage ${source.from.label} makes for the target`;
      }
    }
  }
  return undefined;
}

/** Folders of packages, some of which have native code. */
const PACKAGES = /(^|\/)(node_modules|site-packages|dist-packages|\.?venv|vendor|\.bundle)(\/|$)/;

function bringsPrograms({ edge, from, into }: Source, search: FileSearch): boolean {
  return pathsTaken(edge, from, into).some(({ path }) => {
    if (isText(path)) return false;
    if (PACKAGES.test(path) || mayHoldMachineCode(path)) return true;
    const { arrivals } = search.contents(from.index, readPath(path, undefined));
    return arrivals.some(({ origin }) => origin.binding.endsWith("-bound") || isMixed(origin));
  });
}

/** Whether it is a folder of packages, whatever it is called: some of them are for one machine. */
function isMixed({ fact }: Origin): boolean {
  return fact?.recognition.writes?.some(({ mixed }) => mixed) === true;
}
