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
import { type CgoAnswer, cgoIn } from "../../shared/go-modules.ts";
import { lacksCCompiler } from "./c-compiler.ts";
import { mayHoldMachineCode } from "../../shared/utilities.ts";

/** A `go build` whose output is for the image. */
interface GoBuild extends FamilyCommand {
  readonly invocation: Invocation;
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
  const open = builds.filter((build) => mayUseCgo(build) && !lacksCCompiler(build, analysis));
  const cgo = open.map((build) => cgoIn(build, analysis));
  const used = cgo.find(({ kind }) => kind === "used");
  if (used?.kind === "used") {
    return refuse(`${used.why}, and Go cross-compiles without cgo unless it has a C compiler`);
  }
  const doubt = open.length === 0 ? undefined : doubtAboutCgo(cgo);
  return { fix: crossCompile(check.family, builds, check.commands, analysis, doubt) };
});

/** Whether a program goes into a stage that serves the build and runs something. */
function mayRun({ path, to }: Export, builds: readonly GoBuild[], graph: BuildGraph): boolean {
  const isProgram = builds.some(({ output }) => `${output}/`.startsWith(`${path}/`));
  const final = graph.stages.find((stage) => stage.final);
  const ships = final !== undefined && chainOf(final, graph).includes(to);
  return isProgram && to.steps.length > 0 && !ships;
}

function mayUseCgo({ invocation }: GoBuild): boolean {
  return invocation.variable("CGO_ENABLED") !== "0";
}

/** What is taken for granted of cgo, and why the sources could not be asked. */
function doubtAboutCgo(answers: readonly CgoAnswer[]): string {
  const reasons = answers.flatMap((answer) => (answer.kind === "unknown" ? [answer.note] : []));
  const ways = ["CGO_ENABLED=0 on the command makes the fix safe", ...reasons];
  return (
    "no package of the program uses cgo: it is on by default where Go compiles natively, and " +
    `off where it cross-compiles (${[...new Set(ways)].filter((way) => way !== "").join("; ")})`
  );
}

function objectionToGo(go: Invocation): string | undefined {
  const subcommand = go.subcommand(["-C"]);
  if (subcommand === "install" && !isTool(go)) {
    return "go install puts a cross-compiled program elsewhere: use go build -o";
  }
  if (subcommand !== "build") return undefined;
  if (go.variable("CGO_ENABLED") === "1") {
    return "cgo is on: set CGO_ENABLED=0, or cross-compile with tonistiigi/xx";
  }
  if (go.has("-race", "-msan", "-asan")) return "-race needs cgo and the target's C libraries";
  const mode = go.value("-buildmode");
  if (mode !== undefined && /^(c-|plugin|shared)/.test(mode)) {
    return `-buildmode=${mode} needs cgo and a C compiler for the target`;
  }
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

function asBuild(command: FamilyCommand): GoBuild[] {
  const { fact } = command;
  if (fact?.ecosystem !== "go" || fact.invocation.subcommand(["-C"]) !== "build") return [];
  const { invocation } = fact;
  const named = invocation.value("-o");
  const output = named === undefined ? invocation.workdir : joinPath(invocation.workdir, named);
  return [{ ...command, invocation, output }];
}

/** What another stage may take: a program that was cross-compiled, or files of the sources. */
function isPortable(path: string, builds: readonly GoBuild[]): boolean {
  const isOutput = builds.some(
    ({ output }) => output !== undefined && `${path}/`.startsWith(`${output}/`),
  );
  return isOutput || !mayHoldMachineCode(path);
}

function crossCompile(
  family: Family,
  builds: readonly GoBuild[],
  commands: readonly FamilyCommand[],
  analysis: Analysis,
  doubt: string | undefined,
): Fix {
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(family, rewrite);
  const needsVariant = mayBeOldArm(analysis);
  for (const build of builds) {
    const variables = targetVariables(build.invocation, rewrite, needsVariant);
    const args = ["TARGETOS", "TARGETARCH", "TARGETVARIANT"].filter((name) =>
      [...variables.values()].some((value) => value.includes(name)),
    );
    rewrite.declareArgs(build.stage, args, build.step);
    rewrite.setEnvironment(build.command, variables);
  }
  const assumptions = [
    ...(doubt === undefined ? [] : [doubt]),
    ...assumptionsOf(commands),
    ...moveAssumptions(family),
  ];
  return {
    title: `Cross-compile in stage ${family.root.label} on the build platform`,
    applicability: assumptions.length === 0 ? "safe" : "unsafe",
    assumptions,
    edits: rewrite.edits,
  };
}

function assumptionsOf(commands: readonly FamilyCommand[]): string[] {
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

/** What a `go build` has to be told, apart from what it is told already. */
function targetVariables(go: Invocation, rewrite: Rewrite, needsVariant: boolean) {
  const variables = new Map<string, string>();
  if (go.name === "xx-go") return variables;
  if (go.variable("GOOS") === undefined) variables.set("GOOS", rewrite.variable("TARGETOS"));
  if (go.variable("GOARCH") === undefined) variables.set("GOARCH", rewrite.variable("TARGETARCH"));
  if (needsVariant && go.variable("GOARM") === undefined) {
    // The shell takes the v off: Go wants 6 or 7, and asks only where GOARCH is arm.
    variables.set("GOARM", "${TARGETVARIANT#v}");
  }
  return variables;
}

/** Go cross-compiles for arm/v7 unless it is told otherwise (internal/buildcfg:DefaultGOARM). */
function mayBeOldArm({ graph }: Analysis): boolean {
  return graph.targets.some(
    (target) => target === "foreign" || (target.architecture === "arm" && target.variant !== "v7"),
  );
}
