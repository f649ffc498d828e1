import type { Analysis } from "../../../src/facts/analysis.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import type { BuildGraph, GraphStage } from "../../../src/graph/graph.ts";
import { joinPath } from "../../../src/graph/steps.ts";
import { type Fix, refuse } from "../../../src/rule/fix.ts";
import {
  type Export,
  type Family,
  type FamilyCommand,
  familyOf,
  oncePerFamily,
  moveAssumptions,
} from "../../../src/rule/move.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import { chainOf } from "../../shared/final-stage.ts";
import { checkMove, putOnBuildPlatform } from "../../shared/move-stage.ts";
import { mayHoldMachineCode } from "../../shared/utilities.ts";
import { cgoOf, type GoBuild, objectionToCross, tellTarget } from "./cross-compile.ts";

/** A `go build` whose output is for the image. */
interface ImageBuild extends GoBuild {
  /** Where the program comes to stand; a folder where the command names none. */
  readonly output: string | undefined;
}

/**
 * Go cross-compiles with the toolchain alone: the stage goes to the build platform, and every
 * `go build` in it is told the target. Without cgo the binary is the same to the byte: with
 * CGO_ENABLED=0, and where there is no C compiler that would turn it on.
 */
export const moveGoBuild = oncePerFamily(({ stage }, analysis) => {
  const { members } = familyOf(stage, analysis);
  const isOwn = (other: GraphStage) => members.some((each) => each.stage === other);
  // What a stage makes that moves along is a tool of this one, and for the machine that builds.
  const ownBuilds = (commands: readonly FamilyCommand[]) =>
    commands.filter((each) => isOwn(each.stage)).flatMap(asBuild);
  const check = checkMove(stage, analysis, {
    ecosystems: new Set(["go"]),
    objectionTo: ({ fact }) => objectionToGo(fact!.invocation),
    mayLeave: ({ path, from }, commands) => isOwn(from) && isPortable(path, ownBuilds(commands)),
  });
  if ("refusal" in check) return refuse(check.refusal);
  const builds = ownBuilds(check.commands);
  const user = check.taken.find((taken) => mayRun(taken, builds, analysis.graph));
  if (user !== undefined) {
    return refuse(
      `stage ${user.to.label} takes ${user.path} and may run it: it has to be for the machine of that stage`,
    );
  }
  const cgo = cgoOf(builds, analysis);
  if ("refusal" in cgo) return refuse(cgo.refusal);
  const assumptions = [
    ...cgo.assumptions,
    ...assumptionsOn(check.commands),
    ...moveAssumptions(check.family),
  ];
  return { fix: crossCompile(check.family, builds, assumptions, analysis) };
});

/** Whether a program goes into a stage that serves the build and runs something. */
function mayRun({ path, to }: Export, builds: readonly ImageBuild[], graph: BuildGraph): boolean {
  const isProgram = builds.some(({ output }) => `${output}/`.startsWith(`${path}/`));
  const final = graph.stages.find((stage) => stage.final);
  const ships = final !== undefined && chainOf(final, graph).includes(to);
  return isProgram && to.steps.length > 0 && !ships;
}

function objectionToGo(go: Invocation): string | undefined {
  const subcommand = go.subcommand(["-C"]);
  if (subcommand === "install" && !isTool(go)) {
    return "go install puts a cross-compiled program elsewhere: use go build -o";
  }
  if (subcommand !== "build") return undefined;
  const objection = objectionToCross(go);
  if (objection !== undefined) return objection;
  const architecture = go.variable("GOARCH");
  if (architecture !== undefined && !isTargetVariable(architecture)) {
    return `GOARCH is fixed to ${architecture}`;
  }
  return undefined;
}

/** `go install example.com/tool@v1` brings a tool that the build runs. */
function isTool(go: Invocation): boolean {
  const [, ...packages] = go.operands(["-C", "-ldflags", "-tags", "-mod"]);
  return packages.length > 0 && packages.every((name) => name.includes("@"));
}

function isTargetVariable(value: string): boolean {
  return /\$\{?TARGETARCH\b/.test(value);
}

function asBuild(command: FamilyCommand): ImageBuild[] {
  const { fact } = command;
  if (fact?.ecosystem !== "go" || fact.invocation.subcommand(["-C"]) !== "build") return [];
  const { invocation } = fact;
  const named = invocation.value("-o");
  const output = named === undefined ? invocation.workdir : joinPath(invocation.workdir, named);
  return [{ ...command, invocation, output }];
}

/** What another stage may take: a program that was cross-compiled, or files of the sources. */
function isPortable(path: string, builds: readonly ImageBuild[]): boolean {
  const isOutput = builds.some(
    ({ output }) => output !== undefined && `${path}/`.startsWith(`${output}/`),
  );
  return isOutput || !mayHoldMachineCode(path);
}

function crossCompile(
  family: Family,
  builds: readonly ImageBuild[],
  assumptions: readonly string[],
  analysis: Analysis,
): Fix {
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(family, rewrite);
  tellTarget(builds, rewrite, analysis);
  return {
    title: `Cross-compile in stage ${family.root.label} on the build platform`,
    applicability: assumptions.length === 0 ? "safe" : "unsafe",
    assumptions,
    edits: rewrite.edits,
  };
}

/** What a move takes for granted of the commands beside the builds. */
function assumptionsOn(commands: readonly FamilyCommand[]): string[] {
  const assumptions: string[] = [];
  const generators = /^(generate|run|tool)$/;
  if (commands.some(({ fact }) => generators.test(fact?.invocation.subcommand(["-C"]) ?? ""))) {
    assumptions.push("what go generate and go run write is the same on every machine");
  }
  if (commands.some(({ fact }) => fact?.ecosystem === "go" && fact.recognition.role === "test")) {
    assumptions.push("the tests need not run on the target: they will run on the build platform");
  }
  return assumptions;
}
