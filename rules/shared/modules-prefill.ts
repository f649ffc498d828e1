import { type Analysis, factsOfStep } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import { placeholder, type RunStep } from "../../src/graph/steps.ts";
import type { EmulatedStep } from "../../src/rule/emulation.ts";
import { type Fix, refuse, type Remedy } from "../../src/rule/fix.ts";
import { type Beginning, beginningOf } from "../../src/rule/prefill.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { Instruction } from "../../src/syntax/instruction.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import { checkRepeat, type RepeatTerms } from "./repeat-stage.ts";
import { cpuOption } from "./node-cpu.ts";
import { mountOver } from "./mounts.ts";
import { objectionToBeginning, objectionToPlace, standsApart } from "./modules-beginning.ts";

const NODE_PACKAGES: RepeatTerms = {
  packages: "Node packages",
  isHarmless: ({ name }) => name === "corepack",
};

/** What has to run on the target after packages were installed elsewhere. */
export interface ScriptsAnswer {
  /** Whether a rebuild may be left out. */
  readonly none: boolean;
  /** Packages that compile or choose something: "sharp, bcrypt". */
  readonly named: readonly string[];
  /** Whether the project itself may have a script that a rebuild does not run. */
  readonly mayPrepare: boolean;
}

/** A package manager that installs for another machine (`--cpu`), and runs scripts afterwards. */
export interface CrossInstaller {
  /** As it is called. */
  readonly tool: string;
  /** Whether a command installs the packages of the project. */
  readonly isInstall: (fact: CommandFact) => boolean;
  /** Why such a command cannot be done for another machine and copied. */
  readonly objectionTo: (
    install: CommandFact,
    emulated: EmulatedStep,
    analysis: Analysis,
  ) => string | undefined;
  readonly scriptsOf: (
    install: CommandFact,
    emulated: EmulatedStep,
    analysis: Analysis,
  ) => ScriptsAnswer;
  /** Whether a command leaves the project's own files as they are. */
  readonly keepsLock: (install: CommandFact) => boolean;
  /** The files that it may change otherwise, as COPY takes them. */
  readonly locks: string;
  /** What is taken for granted of the tool. */
  readonly assumptions: readonly string[];
}

/**
 * The packages of the target are installed in a stage on the build platform, without running anything
 * of them; in the stage itself a rebuild then runs their install scripts, and compiles what has
 * to be compiled.
 */
export function prefillModules(
  installer: CrossInstaller,
  emulated: EmulatedStep,
  analysis: Analysis,
): Remedy {
  const { stage, step, broken } = emulated;
  const { tool } = installer;
  const { facts } = factsOfStep(step, analysis.stages[stage.index]!);
  const installs = facts.filter(installer.isInstall);
  const [install] = installs;
  if (install === undefined) {
    return refuse(
      `${tool} install -g puts tools beside those of the image: start from an image that has them`,
    );
  }
  if (installs.length > 1) {
    return refuse(`${tool} installs more than once in this RUN: give each a RUN of its own`);
  }
  const objection =
    installer.objectionTo(install, emulated, analysis) ??
    objectionToStep(step, install, tool) ??
    objectionToPlace(install);
  if (objection !== undefined) return refuse(objection);
  const scripts = installer.scriptsOf(install, emulated, analysis);
  if (broken !== undefined && !scripts.none) {
    return refuse(
      "Node itself hangs there, and install scripts need it: it helps to build on a machine of the " +
        "target's own, or to install with --ignore-scripts where no package has one",
    );
  }
  const beginning = beginningOf(stage, step, analysis);
  const foreign = objectionToBeginning(beginning, install);
  if (foreign !== undefined) return refuse(foreign);
  const until = new Map([[step, install.command]]);
  const check = checkRepeat(beginning, stage, until, NODE_PACKAGES);
  if ("refusal" in check) return refuse(check.refusal);
  const isApart = standsApart(beginning, install, step.line);
  const assumptions = [...assumptionsOf(installer, scripts, isApart), ...check.assumptions];
  const plan = { installer, emulated, install, beginning, scripts, isApart, assumptions };
  return { fix: prefill(plan, analysis) };
}

function assumptionsOf(
  { tool, assumptions }: CrossInstaller,
  { none, named, mayPrepare }: ScriptsAnswer,
  isApart: boolean,
): string[] {
  const which = named.length === 0 ? "" : ` (${named.slice(0, 5).join(", ")})`;
  return [
    ...assumptions,
    ...(none
      ? []
      : [
          `the install scripts of packages${which} do under ${tool} rebuild what they do when ${tool} installs`,
        ]),
    ...(none || !mayPrepare
      ? []
      : ["package.json has no script prepare, which npm rebuild does not run"]),
    ...(isApart
      ? []
      : ["the project has no workspaces, and the build context brings no node_modules"]),
  ];
}

interface Plan {
  readonly installer: CrossInstaller;
  readonly emulated: EmulatedStep;
  readonly install: CommandFact;
  readonly beginning: Beginning;
  readonly scripts: ScriptsAnswer;
  readonly isApart: boolean;
  readonly assumptions: readonly string[];
}

function prefill(plan: Plan, analysis: Analysis): Fix {
  const { emulated, install, beginning, assumptions } = plan;
  const { stage, step } = emulated;
  const rewrite = new Rewrite(analysis.graph);
  const name = rewrite.stageName("modules", stage);
  const [FROM, AS, ARG] = ["FROM", "AS", "ARG"].map((keyword) => rewrite.keyword(keyword));
  const run = beginning.instructions.find(({ line }) => line === step.line)!;
  const isDeclared = step.environment.get("TARGETARCH") !== undefined;
  rewrite.addStage(
    [
      `# ${plan.installer.tool} installs the packages of the target here, without emulation${plan.scripts.none ? "" : "; their scripts run below"}.`,
      `${FROM} --platform=${rewrite.variable("BUILDPLATFORM")} ${beginning.root.syntax.base!.text} ${AS} ${name}`,
      ...beginning.instructions.filter((each) => each !== run).map((each) => rewrite.textOf(each)),
      ...(isDeclared ? [] : [`${ARG} TARGETARCH`]),
      crossInstall(run, install, rewrite, analysis),
    ],
    stage,
  );
  const copies = copyLines(plan, name, rewrite);
  if (plan.scripts.none && isAlone(step.script, install)) {
    rewrite.replaceInstruction(run, copies);
  } else {
    rewrite.insertBefore(run, copies);
    rewrite.replace(
      argumentsOf(install),
      plan.scripts.none ? "rebuild --ignore-scripts" : "rebuild",
    );
  }
  return {
    title: `Install the target's packages for ${stage.name === undefined ? "the stage that ships" : `stage ${stage.name}`} on the build platform`,
    applicability: assumptions.length === 0 ? "safe" : "unsafe",
    assumptions,
    edits: rewrite.edits,
  };
}

/** Everything behind the tool's name. */
function argumentsOf({ command: { words } }: CommandFact) {
  return { start: words[1]!.span.start, end: words.at(-1)!.span.end };
}

/** The author's RUN up to the install, which is told the target and runs nothing. */
function crossInstall(
  run: Instruction,
  install: CommandFact,
  rewrite: Rewrite,
  { graph }: Analysis,
): string {
  const { start, end } = argumentsOf(install);
  const text = graph.dockerfile.source.text;
  const scripts = install.invocation.has("--ignore-scripts") ? "" : " --ignore-scripts";
  return `${text.slice(run.span.start, start)}${text.slice(start, end)}${scripts} ${cpuOption(rewrite, graph)}`;
}

/** What was made, and where it belongs. */
function copyLines(
  { installer, install, isApart }: Plan,
  from: string,
  rewrite: Rewrite,
): string[] {
  const { workdir } = install.invocation;
  const copy = `${rewrite.keyword("COPY")} --from=${from}`;
  const place = workdir === "/" ? "" : workdir!;
  if (isApart) return [`${copy} ${place} ${place}`];
  const modules = `${copy} ${place}/node_modules ${place}/node_modules`;
  if (installer.keepsLock(install)) return [modules];
  return [`${copy} ${place}/${installer.locks} ${place}/`, modules];
}

function isAlone(script: EmulatedStep["step"]["script"], { command }: CommandFact): boolean {
  return script.kind === "shell" && script.script.commands.every((each) => each === command);
}

function objectionToStep(
  step: RunStep,
  { invocation }: CommandFact,
  tool: string,
): string | undefined {
  if (step.run.args.text.includes("<<")) {
    return `${tool}'s RUN reads a heredoc: put it into a file first`;
  }
  const hidden = mountOver(step, [`${invocation.workdir ?? "."}/node_modules`]);
  if (hidden !== undefined) return `a mount lies over ${hidden}, where ${tool} installs`;
  const value = step.environment.get("TARGETARCH");
  if (value === undefined || value === placeholder("TARGETARCH")) return undefined;
  return "TARGETARCH has a value of its own here: the target is not known";
}

/** Why other words cannot be put in the place of a command's own. */
export function objectionToPlainness(command: ShellCommand): string | undefined {
  const { name, enclosure, wrappers, carriesScript, literal } = command;
  const isPlain = enclosure === undefined && wrappers.length === 0 && !carriesScript && !literal;
  return isPlain ? undefined : `${name} does not stand in a plain RUN of its own`;
}
