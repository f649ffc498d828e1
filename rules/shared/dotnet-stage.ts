import type { Analysis } from "../../src/facts/analysis.ts";
import { refuse } from "../../src/rule/fix.ts";
import { type Export, type FamilyCommand, oncePerFamily } from "../../src/rule/move.ts";
import { checkMove, moveFix } from "./move-stage.ts";

/** What makes a publish one for a certain machine. */
const BOUND =
  /^(-r|--runtime|-a|--arch|--os|--self-contained|--sc|--use-current-runtime|--ucr)$|(RuntimeIdentifier|SelfContained|PublishSingleFile|PublishReadyToRun|PublishAot|PublishTrimmed)\b/i;

/** Where `dotnet publish` writes. */
const PUBLISHED = /\/(app|out|output|publish|dist)(\/[^/]*)?\/?$|\/bin\/[^/]+\/.*publish/;

/**
 * A publish without a runtime identifier gives assemblies that run anywhere with `dotnet x.dll`;
 * the stage that makes it moves to the build platform with its FROM alone.
 */
export const movePortablePublish = oncePerFamily(({ stage }, analysis) => {
  const check = checkMove(stage, analysis, {
    ecosystems: new Set(["dotnet"]),
    objectionTo: objectionToDotnet,
    mayLeave: ({ path }: Export) => PUBLISHED.test(path),
  });
  if ("refusal" in check) return refuse(check.refusal);
  const host = check.taken.find(({ to }) => !startsWithDotnet(analysis, to.index));
  if (host !== undefined) {
    return refuse(
      `stage ${host.to.label} does not start with "dotnet": the host program beside the assemblies ` +
        "is for the machine that builds; publish with -a $TARGETARCH",
    );
  }
  const assumption =
    "no project file sets RuntimeIdentifier, SelfContained, PublishReadyToRun or PublishAot, and no " +
    "package brings native code for the machine that builds alone";
  return { fix: moveFix(check.family, analysis, [assumption]) };
});

function objectionToDotnet({ fact }: FamilyCommand): string | undefined {
  const bound = fact!.invocation.args.find((arg) => BOUND.test(arg));
  if (bound === undefined) return undefined;
  return `${bound} makes a program for one machine: use -a $TARGETARCH on restore, build and publish`;
}

/** Whether the image of a stage is started as `dotnet x.dll`. */
function startsWithDotnet({ graph }: Analysis, index: number): boolean {
  const { instructions } = graph.stages[index]!.syntax;
  const start =
    instructions.findLast(({ name }) => name === "ENTRYPOINT") ??
    instructions.findLast(({ name }) => name === "CMD");
  return start !== undefined && /^\s*\[?\s*"?dotnet\b/.test(start.args.text);
}
