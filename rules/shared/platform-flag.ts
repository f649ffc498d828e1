import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";
import type { Remedy } from "../../src/rule/fix.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { TargetPlatformStyle } from "../../src/rule/rule.ts";

/** Takes away the flag of a stage where it changes nothing. */
export function dropFlag(stage: GraphStage, graph: BuildGraph, title: string): Remedy {
  const rewrite = new Rewrite(graph);
  rewrite.setPlatform(stage, undefined);
  return { fix: { title, applicability: "safe", assumptions: [], edits: rewrite.edits } };
}

/** Puts a stage on the target platform, written as the user wants it. */
export function followTarget(
  stage: GraphStage,
  rewrite: Rewrite,
  style: TargetPlatformStyle,
): void {
  const platform = style === "explicit" ? rewrite.variable("TARGETPLATFORM") : undefined;
  rewrite.setPlatform(stage, platform);
}
