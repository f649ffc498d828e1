import type { Analysis } from "../../src/facts/analysis.ts";
import { shippedFiles } from "../../src/flow/shipped.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { architectureOf } from "../../src/platform/architectures.ts";
import { formatPlatform, type Platform, samePlatform } from "../../src/platform/platform.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { familyOf } from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { RuleContext } from "../../src/rule/rule.ts";
import { namedArchitectures } from "./architecture-names.ts";
import { constantPlatform } from "./constant-platform.ts";
import { chainOf, type ShippedStage } from "./final-stage.ts";
import { releaseStage, targetAssumptions } from "./pinned-stage.ts";
import { followTarget } from "./platform-flag.ts";

/** Lets the stage that ships follow the target: at the root of its chain, or in a FROM of its own. */
export function unpinShipped(
  shipped: ShippedStage,
  analysis: Analysis,
  context: RuleContext,
): Remedy {
  if (shipped.root.syntax.base === undefined) return refuse("its FROM names no image");
  const pinned = constantPlatform(shipped.root);
  if (pinned !== undefined) return unpinAll(shipped, pinned, analysis, context);
  const { final, root } = shipped;
  const chain = chainOf(final, analysis.graph);
  const makers = shippingMakers(analysis);
  const native = familyOf(root, analysis).members.find(
    ({ stage, steps }) =>
      !chain.includes(stage) && steps.length > 0 && stage.reachable && !makers.has(stage),
  );
  return native === undefined
    ? toTarget([root], shipped, analysis, context)
    : ownBase(shipped, native.stage, analysis, context);
}

/** The stages that make for their own machine what ships: on the target they are right. */
function shippingMakers(analysis: Analysis): ReadonlySet<GraphStage> {
  const made = shippedFiles(analysis).filter(({ origin }) => origin.binding === "build-bound");
  return new Set(made.map(({ origin }) => origin.stage));
}

/**
 * A file that is pinned as a whole is unpinned as a whole: what a stage makes for its machine stays
 * in step with the stage that takes it. Stages that are tools are hardcoded-platform's.
 */
function unpinAll(
  shipped: ShippedStage,
  pinned: Platform,
  analysis: Analysis,
  context: RuleContext,
): Remedy {
  const named = lineNaming(pinned, analysis);
  if (named !== undefined) {
    return refuse(
      `line ${named} names ${formatPlatform(pinned)}'s architecture itself: let it choose by TARGETARCH first`,
    );
  }
  const others = analysis.graph.stages.filter((stage) => {
    const own = stage === shipped.root ? undefined : constantPlatform(stage);
    if (own === undefined || !stage.reachable || !samePlatform(own, pinned)) return false;
    return "refusal" in releaseStage(stage, analysis, context);
  });
  return toTarget([shipped.root, ...others], shipped, analysis, context);
}

/** The line of an instruction that is for one architecture by its own words. */
function lineNaming(pinned: Platform, { graph }: Analysis): number | undefined {
  const own = architectureOf(pinned)?.docker ?? pinned.architecture;
  for (const { syntax, reachable } of graph.stages) {
    if (!reachable) continue;
    const named = [syntax.from, ...syntax.instructions].find(({ args }) =>
      namedArchitectures(args.text).some(({ architectures }) => architectures.includes(own)),
    );
    if (named !== undefined) return named.line;
  }
  return undefined;
}

function toTarget(
  roots: readonly GraphStage[],
  { final }: ShippedStage,
  { graph }: Analysis,
  { targetPlatform }: RuleContext,
): Remedy {
  const rewrite = new Rewrite(graph);
  for (const root of roots) followTarget(root, rewrite, targetPlatform);
  return {
    fix: {
      title: `Let stage ${final.label} follow the target platform`,
      applicability: "unsafe",
      assumptions: targetAssumptions(roots),
      edits: rewrite.edits,
    },
  };
}

/** Where other stages need the root natively, the one that ships begins with the image itself. */
function ownBase(
  { final, root }: ShippedStage,
  native: GraphStage,
  { graph }: Analysis,
  { targetPlatform }: RuleContext,
): Remedy {
  const [, parent] = chainOf(final, graph);
  if (parent !== root || root.syntax.instructions.length > 0) {
    return refuse(
      `stage ${native.label} needs stage ${root.label} on the build platform: begin stage ` +
        `${final.label} with FROM ${root.syntax.base!.text} and repeat there what it needs of stage ${root.label}`,
    );
  }
  const rewrite = new Rewrite(graph);
  rewrite.replace(final.syntax.base!.span, root.syntax.base!.text);
  followTarget(final, rewrite, targetPlatform);
  return {
    fix: {
      title: `Begin stage ${final.label} with the image itself, for the target`,
      applicability: "unsafe",
      assumptions: targetAssumptions([root]),
      edits: rewrite.edits,
    },
  };
}
