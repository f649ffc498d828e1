import type { Invocation } from "../../../src/facts/invocation.ts";
import { refuse } from "../../../src/rule/fix.ts";
import type { Retarget } from "../../../src/rule/recipe.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import { inPlace, wantedForOne } from "../../shared/retarget.ts";
import { constantTarget } from "../../shared/target.ts";
import { cgoOf, objectionToCross, tellTarget } from "./cross-compile.ts";

/** Go compiles for GOARCH on any machine: its commands are told the target's. */
export const retargetGo: Retarget = (commands, analysis) => {
  const builds = commands.map((command) => ({ ...command, invocation: command.fact!.invocation }));
  for (const { invocation } of builds) {
    const objection = objectionToBuild(invocation) ?? objectionToCross(invocation);
    if (objection !== undefined) return refuse(objection);
  }
  const cgo = cgoOf(builds, analysis);
  if ("refusal" in cgo) return refuse(cgo.refusal);
  const rewrite = new Rewrite(analysis.graph);
  tellTarget(builds, rewrite, analysis);
  const assumptions = [...cgo.assumptions, ...wantedForOne(commands, analysis)];
  return { fix: inPlace("Compile", commands, assumptions, rewrite) };
};

function objectionToBuild(go: Invocation): string | undefined {
  const subcommand = go.subcommand(["-C"])!;
  if (subcommand === "install") {
    return "go install puts a cross-compiled program elsewhere: use go build -o";
  }
  if (subcommand !== "build") return `go ${subcommand} runs what it compiles`;
  const architecture = go.variable("GOARCH");
  if (architecture !== undefined && constantTarget(architecture) === undefined) {
    return `GOARCH is ${architecture}: let it be $TARGETARCH`;
  }
  const arm = go.variable("GOARM");
  return constantTarget(arm) && `GOARM is fixed to ${arm}: the target's is \${TARGETVARIANT#v}`;
}
