import type { Analysis } from "../../src/facts/analysis.ts";
import { foreignFiles } from "../../src/flow/shipped.ts";
import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";
import { formatPlatform } from "../../src/platform/platform.ts";
import { type Fix, refuse, type Remedy } from "../../src/rule/fix.ts";
import {
  exportsOf,
  type Family,
  familyOf,
  objectionToMove,
  pathsTaken,
} from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { RuleContext } from "../../src/rule/rule.ts";
import { listOf } from "../../src/rule/wording.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { flagNamed } from "../../src/syntax/instruction.ts";
import { reasonForPin } from "./constant-platform.ts";
import { fetchTerms } from "./fetch-stage.ts";
import { checkMove, moveFix } from "./move-stage.ts";
import { followTarget } from "./platform-flag.ts";
import { withSuppliers } from "./suppliers.ts";
import { isText, mayHoldMachineCode } from "./utilities.ts";

/**
 * What becomes of a stage that is pinned to a constant platform and serves the build: a tool goes to
 * the build platform, and a stage whose machine code ships to the target.
 */
export function releaseStage(root: GraphStage, analysis: Analysis, context: RuleContext): Remedy {
  const meant = reasonForPin(root, analysis.graph);
  if (meant !== undefined) return refuse(meant);
  const family = familyOf(root, analysis);
  if (family.members.some(({ stage }) => stage.final)) {
    return refuse(
      `stage ${root.label} is what the build gives out: only you know whether it is to follow the ` +
        "machine that builds or the target",
    );
  }
  if (equipsNativeStages(root, analysis.graph)) return { fix: asEquipment(family, analysis) };
  const tool = asTool(family, analysis, context);
  if ("fix" in tool) return { fix: onMachines(withSuppliers(family, analysis), tool.fix) };
  return shipsMachineCode(family, analysis) ? buildForTarget(family, analysis, context) : tool;
}

/**
 * Whether nothing runs in a stage, and all that it hands on are folders of programs for stages that
 * follow the machine that builds: `FROM --platform=amd64 tonistiigi/xx`, `COPY --from=xx / /`.
 */
export function equipsNativeStages({ index, steps }: GraphStage, { stages }: BuildGraph): boolean {
  const isParent = stages.some(
    ({ base }) => base.known && base.value.kind === "stage" && base.value.index === index,
  );
  if (steps.length > 0 || isParent) return false;
  const taken = stages.flatMap((into) =>
    into.edges
      .filter(({ from }) => "stage" in from && from.stage === index)
      .flatMap((edge) => pathsTaken(edge, stages[index]!, into))
      .map(({ path }) => ({ path, into })),
  );
  return (
    taken.length > 0 &&
    taken.every(({ path, into }) => into.platform.kind === "build" && mayHoldMachineCode(path))
  );
}

/** Programs for the machine that builds: those that ship from a native stage would be for no target. */
function asEquipment(family: Family, analysis: Analysis): Fix {
  const users = exportsOf(family, analysis).map(({ to }) => to.label);
  const fix = moveFix(family, analysis, [
    `what is taken from it runs in stage ${listOf([...new Set(users)])}, and is in no image for the target`,
  ]);
  return onMachines(family, fix);
}

/** A pin may be there because the image exists for that platform alone; Docker's own ones do not. */
function onMachines({ roots }: Family, fix: Fix): Fix {
  const images = roots.map(({ syntax }) => syntax.base!.text);
  const vendors = images.filter((image) =>
    (readImageReference(image)?.repository ?? "/").includes("/"),
  );
  if (vendors.length === 0) return fix;
  const assumption = `there ${vendors.length > 1 ? "are images" : "is an image"} ${listOf(vendors)} for every machine that builds`;
  return { ...fix, applicability: "unsafe", assumptions: [...fix.assumptions, assumption] };
}

/** As a stage of the build platform, or why it cannot be shown to be one. */
function asTool(family: Family, analysis: Analysis, context: RuleContext): Remedy {
  const recipe = byRecipe(family, analysis, context);
  if (recipe !== undefined && "fix" in recipe) return recipe;
  const neutral = checkMove(family.root, analysis, fetchTerms(analysis));
  if ("family" in neutral) return { fix: moveFix(neutral.family, analysis, []) };
  const group = withSuppliers(family, analysis);
  const taken = [...new Set(exportsOf(group, analysis).map(({ path }) => path))];
  if (objectionToMove(group, analysis) === undefined && taken.length > 0 && taken.every(isText)) {
    const are = taken.length > 1 ? "are" : "is";
    const assumption = `${listOf(taken)} ${are} the same whatever machine makes it`;
    return { fix: moveFix(group, analysis, [assumption]) };
  }
  return recipe ?? refuse(neutral.refusal);
}

/** The answer of the ecosystem that the stage is about, where that is to move the stage. */
function byRecipe(
  { root, members }: Family,
  analysis: Analysis,
  { recipeOf }: RuleContext,
): Remedy | undefined {
  const { targets } = analysis.graph;
  const flag = flagNamed(root.syntax.from, "platform")!;
  const answers = members.flatMap(({ stage, steps }) =>
    steps.flatMap(({ step, main }) => {
      const recipe = main?.recognition.heavy && recipeOf(main.ecosystem);
      if (recipe === undefined) return [];
      return [recipe({ stage, step, main: main!, targets, broken: undefined }, analysis)];
    }),
  );
  const moves = ({ edits }: Fix) => edits.some(({ start }) => start === flag.raw.span.start);
  return (
    answers.find((answer) => "fix" in answer && moves(answer.fix)) ??
    answers.find((answer) => "refusal" in answer)
  );
}

/** Whether it makes a file for its own machine that ships in an image for another. */
function shipsMachineCode({ members }: Family, analysis: Analysis): boolean {
  return foreignFiles(analysis).some(
    ({ arrival: { origin } }) =>
      origin.binding === "build-bound" && members.some(({ stage }) => stage === origin.stage),
  );
}

/** Takes the platform of a stage away, so that it works for the target. */
export function buildForTarget(
  { root }: Family,
  analysis: Analysis,
  { targetPlatform }: RuleContext,
): Remedy {
  const rewrite = new Rewrite(analysis.graph);
  followTarget(root, rewrite, targetPlatform);
  return {
    fix: {
      title: `Build stage ${root.label} for the target`,
      applicability: "unsafe",
      assumptions: targetAssumptions([root]),
      edits: rewrite.edits,
    },
  };
}

/** What a constant platform may stand for: that there is no image, or no program, for another. */
export function targetAssumptions(roots: readonly GraphStage[]): string[] {
  const images = [...new Set(roots.flatMap(({ syntax }) => syntax.base?.text ?? []))];
  const [root] = roots as [GraphStage];
  const pinned = root.platform.kind === "constant" ? formatPlatform(root.platform.platform) : "";
  return [
    ...(pinned ? [`${pinned} is not wanted for its own sake`] : []),
    `there ${images.length > 1 ? "are images" : "is an image"} ${listOf(images)} for every platform that is built for`,
  ];
}
