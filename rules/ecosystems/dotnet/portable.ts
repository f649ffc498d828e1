import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { refuse, type Remedy } from "../../../src/rule/fix.ts";
import { checkMove, moveFix } from "../../shared/move-stage.ts";
import { isPublished } from "./publish.ts";

/**
 * A publish without a runtime identifier gives assemblies that run anywhere with `dotnet x.dll`;
 * the stage that makes it moves to the build platform with its FROM alone.
 */
export function movePortablePublish(stage: GraphStage, analysis: Analysis): Remedy {
  const check = checkMove(stage, analysis, {
    ecosystems: new Set(["dotnet"]),
    mayLeave: isPublished,
  });
  if ("refusal" in check) return refuse(check.refusal);
  const assumption =
    "no project file sets RuntimeIdentifier, SelfContained, PublishReadyToRun or PublishAot, and no " +
    "package brings native code for the machine that builds alone";
  return { fix: moveFix(check.family, analysis, [assumption]) };
}
