import { type Analysis, factsOfStep } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { type Fix, refuse, type Remedy } from "../../../src/rule/fix.ts";
import { type Beginning, beginningOf } from "../../../src/rule/prefill.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import type { Instruction } from "../../../src/syntax/instruction.ts";
import { checkRepeat, type RepeatTerms } from "../../shared/repeat-stage.ts";
import { cpuOption } from "../../shared/node-cpu.ts";
import { objectionToBeginning, objectionToPlace, standsApart } from "./beginning.ts";
import { objectionToCommand } from "./command.ts";
import { installScripts, type ScriptsAnswer } from "./scripts.ts";

const NODE_PACKAGES: RepeatTerms = {
  packages: "Node packages",
  isHarmless: ({ name }) => name === "corepack",
};

/**
 * npm installs the packages of the target in a stage on the build platform, without running anything
 * of them; in the stage itself `npm rebuild` then runs their install scripts, and compiles what has
 * to be compiled.
 */
export function prefillModules(emulated: EmulatedStep, analysis: Analysis): Remedy {
  const { stage, step, broken } = emulated;
  const { facts } = factsOfStep(step, analysis.stages[stage.index]!);
  const installs = facts.filter(isInstall);
  const [install] = installs;
  if (install === undefined) {
    return refuse(
      "npm install -g puts tools beside those of the image: start from an image that has them",
    );
  }
  if (installs.length > 1) {
    return refuse("npm installs more than once in this RUN: give each a RUN of its own");
  }
  const objection = objectionToCommand(install, step) ?? objectionToPlace(install);
  if (objection !== undefined) return refuse(objection);
  const scripts = installScripts(install, stage, step, analysis);
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
  const assumptions = [...assumptionsOf(scripts, isApart), ...check.assumptions];
  const plan = { emulated, install, beginning, scripts, isApart, assumptions };
  return { fix: prefill(plan, analysis) };
}

/** A command that installs packages of the project. */
export function isInstall({ ecosystem, recognition, invocation }: CommandFact): boolean {
  const isGlobal = invocation.has("-g", "--global");
  return (
    ecosystem === "npm" &&
    recognition.role === "install" &&
    recognition.heavy !== undefined &&
    !isGlobal
  );
}

function assumptionsOf({ none, named, mayPrepare }: ScriptsAnswer, isApart: boolean): string[] {
  const which = named.length === 0 ? "" : ` (${named.slice(0, 5).join(", ")})`;
  return [
    ...(none
      ? []
      : [
          `the install scripts of packages${which} do under npm rebuild what they do when npm installs`,
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
      `# npm installs the packages of the target here, without emulation${plan.scripts.none ? "" : "; their scripts run below"}.`,
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

/** Everything behind `npm`. */
function argumentsOf({ command: { words } }: CommandFact) {
  return { start: words[1]!.span.start, end: words.at(-1)!.span.end };
}

/** The author's RUN up to npm, which is told the target and runs nothing. */
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

/** What npm has made, and where it belongs. */
function copyLines({ install, isApart }: Plan, from: string, rewrite: Rewrite): string[] {
  const { workdir, args } = install.invocation;
  const copy = `${rewrite.keyword("COPY")} --from=${from}`;
  const place = workdir === "/" ? "" : workdir!;
  if (isApart) return [`${copy} ${place} ${place}`];
  const modules = `${copy} ${place}/node_modules ${place}/node_modules`;
  const keepsLock =
    /^(ci|clean-install)$/.test(install.invocation.subcommand() ?? "") ||
    args.includes("--no-package-lock");
  return keepsLock ? [modules] : [`${copy} ${place}/package*.json ${place}/`, modules];
}

function isAlone(script: EmulatedStep["step"]["script"], { command }: CommandFact): boolean {
  return script.kind === "shell" && script.script.commands.every((each) => each === command);
}
