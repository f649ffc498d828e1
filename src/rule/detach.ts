import type { Analysis } from "../facts/analysis.ts";
import type { GraphStage } from "../graph/graph.ts";
import { oncePer } from "../graph/once-per.ts";
import { flagNamed } from "../syntax/instruction.ts";
import type { TextEdit } from "../text/edit.ts";
import { familyOf } from "./move.ts";
import { wholeOf } from "./prefill.ts";
import { Rewrite } from "./rewrite.ts";

/*
 * Detaching: a stage that serves the build continues one that ships (`FROM base AS build`), and is
 * on its platform. It is given the image itself to begin with, and repeats what the other one did.
 */

/** With more than this the price is too high for whoever reads the file. */
const MAX_REPEATED = 12;
const MAX_BRANCHES = 12;

/**
 * The edits that detach a stage, and those of its family that it takes files from, from what ships;
 * undefined where it ships itself, continues nothing that does, or would have to repeat too much.
 */
export function detach(stage: GraphStage, analysis: Analysis): readonly TextEdit[] | undefined {
  const ships = shippingStages(analysis);
  const branches = branchesOf(stage, ships, analysis);
  if (branches === undefined || branches.size > MAX_BRANCHES) return undefined;
  const rewrite = new Rewrite(analysis.graph);
  for (const branch of branches) {
    const { from, base } = branch.syntax;
    const { root, instructions, triggers } = wholeOf(parentOf(branch, analysis)!, analysis);
    const image = root.syntax.base;
    const inherits = triggers.length > 0 || branch.triggers.length > 0;
    const isPlain = !inherits && flagNamed(from, "platform") === undefined;
    if (!isPlain || image === undefined || instructions.length > MAX_REPEATED) return undefined;
    rewrite.replace(base!.span, image.text);
    const lines = instructions.map((each) => rewrite.textOf(each));
    if (lines.length > 0) rewrite.insertAfter(from, lines);
  }
  return rewrite.edits;
}

/** The stages that are built as images, with all that they continue. */
export const shippingStages = oncePer((analysis: Analysis): ReadonlySet<GraphStage> => {
  const ships = new Set<GraphStage>();
  for (const stage of analysis.graph.stages) {
    if (!stage.final && !stage.builtElsewhere) continue;
    for (
      let each: GraphStage | undefined = stage;
      each !== undefined && !ships.has(each);
      each = parentOf(each, analysis)
    ) {
      ships.add(each);
    }
  }
  return ships;
});

/**
 * The stages at which a stage branches off from what ships, with those of its family that it takes
 * files from, and those that take files from it.
 */
function branchesOf(
  stage: GraphStage,
  ships: ReadonlySet<GraphStage>,
  analysis: Analysis,
): ReadonlySet<GraphStage> | undefined {
  const { stages } = analysis.graph;
  const family = new Set(familyOf(stage, analysis).members.map((member) => member.stage));
  const branches = new Set<GraphStage>();
  const takers = takersIn(family, stages);
  const needed = new Set([stage]);
  for (const each of needed) {
    if (ships.has(each)) return undefined;
    for (const taker of takers.get(each) ?? []) if (!ships.has(taker)) needed.add(taker);
    const parent = parentOf(each, analysis);
    if (parent === undefined) return undefined;
    if (ships.has(parent)) branches.add(each);
    else needed.add(parent);
    for (const { from } of each.edges) {
      const source = "stage" in from ? stages[from.stage]! : undefined;
      if (source !== undefined && family.has(source)) needed.add(source);
    }
  }
  return branches;
}

/** Who of a family takes files from whom. */
function takersIn(
  family: ReadonlySet<GraphStage>,
  stages: readonly GraphStage[],
): ReadonlyMap<GraphStage, readonly GraphStage[]> {
  const takers = new Map<GraphStage, GraphStage[]>();
  for (const taker of family) {
    for (const { from } of taker.edges) {
      if (!("stage" in from)) continue;
      const source = stages[from.stage]!;
      const known = takers.get(source);
      if (known === undefined) takers.set(source, [taker]);
      else known.push(taker);
    }
  }
  return takers;
}

function parentOf({ base }: GraphStage, { graph }: Analysis): GraphStage | undefined {
  return base.known && base.value.kind === "stage" ? graph.stages[base.value.index] : undefined;
}
