import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { refuse, type Remedy } from "../../../src/rule/fix.ts";
import { checkMove, moveFix } from "../../shared/move-stage.ts";
import type { FamilyCommand } from "../../../src/rule/move.ts";
import { type ProjectsAnswer, projectsIn } from "./projects.ts";
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
  const projects = projectsIn(check.commands, analysis);
  if (projects.kind === "bound") {
    return refuse(
      `${projects.why}, so that the publish is for one machine: name it with -a $TARGETARCH`,
    );
  }
  return { fix: moveFix(check.family, analysis, assumptionsOn(projects, check.commands)) };
}

/** What the project files leave open. */
function assumptionsOn(
  projects: Exclude<ProjectsAnswer, { kind: "bound" }>,
  commands: readonly FamilyCommand[],
): string[] {
  if (projects.kind === "unknown") {
    return [
      "no project file sets RuntimeIdentifier, SelfContained, PublishReadyToRun or PublishAot, and no " +
        `package brings native code for the machine that builds alone${projects.note && ` (${projects.note})`}`,
    ];
  }
  const named = projects.packages.slice(0, 5).join(", ");
  const launches = projects.launches && !commands.some(leavesLauncherOut);
  return [
    ...(named === ""
      ? []
      : [`no package brings native code for the machine that builds alone (${named})`]),
    ...(launches
      ? [
          "nothing starts the program that the publish puts beside the assemblies for the machine that " +
            "builds (-p:UseAppHost=false leaves it out, and makes the fix safe)",
        ]
      : []),
  ];
}

function leavesLauncherOut({ fact }: FamilyCommand): boolean {
  const args = fact?.invocation.args ?? [];
  return args.some((arg) => /^(?:-|--|\/)p(?:roperty)?:UseAppHost=false$/i.test(arg));
}
