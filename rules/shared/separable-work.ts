import { type Analysis, factsOfStep, type StepFacts } from "../../src/facts/analysis.ts";
import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import type { Target } from "../../src/graph/execution.ts";
import { oncePer } from "../../src/graph/once-per.ts";
import { joinPath, type RunStep } from "../../src/graph/steps.ts";
import { shippingStages } from "../../src/rule/detach.ts";
import { type EmulatedStep, emulatedSteps } from "../../src/rule/emulation.ts";
import { familyOf } from "../../src/rule/move.ts";
import { type Beginning, wholeOf } from "../../src/rule/prefill.ts";
import { type Separation, splitList } from "../../src/rule/separate.ts";
import { nameCommand } from "../../src/rule/wording.ts";
import type { Instruction } from "../../src/syntax/instruction.ts";
import { readMounts, targetOf } from "../../src/syntax/mount.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import { objectionToExecForm } from "./exec-form.ts";
import { copyBefore, downloadsFor, isIdle, objectionToLeaving, stepsOf } from "./left-behind.ts";
import { changesModules } from "./module-writers.ts";
import { mountOver } from "./mounts.ts";
import { NODE } from "./node-ecosystems.ts";
import { type Product, productOf } from "./products.ts";

/** Commands of an emulated step that can be left to a stage of their own. */
export interface SeparableWork extends Separation {
  /** The step, behind others of the same work that need not be done any more. */
  readonly steps: readonly RunStep[];
  readonly targets: readonly Target[];
  readonly work: readonly CommandFact[];
  readonly product: Product;
}

/** What stages that ship could leave to stages of their own. */
export interface WorkToSeparate {
  /** In the order of the file. */
  readonly works: readonly SeparableWork[];
  /** Why a step keeps its work, where it is known what that makes. */
  readonly objections: ReadonlyMap<RunStep, string>;
}

/** So many steps are looked at: for each the file may be read anew. */
const MAX_STEPS = 8;

export const separableWork = oncePer((analysis: Analysis): WorkToSeparate => {
  const works: SeparableWork[] = [];
  const objections = new Map<RunStep, string>();
  let steps = 0;
  for (const emulated of emulatedSteps(analysis)) {
    const { stage, step } = emulated;
    const stays = shippingStages(analysis).has(stage) && stage.platform.kind === "target";
    if (!stays || step.inherited) continue;
    const { facts } = factsOfStep(step, analysis.stages[stage.index]!);
    const work = facts.filter(({ recognition }) => isWork(recognition));
    if (work.length === 0) continue;
    if (++steps > MAX_STEPS) break;
    for (const ecosystem of new Set(work.map((fact) => fact.ecosystem))) {
      const own = work.filter((fact) => fact.ecosystem === ecosystem);
      const product = productOf(own, step, analysis.graph.dockerfile.source.text);
      if (product === undefined) continue;
      const answer = separateWork(own, product, emulated, analysis);
      if (typeof answer === "string") objections.set(step, answer);
      else works.push(joined(works, answer, analysis) ?? answer);
    }
  }
  return { works, objections };
});

function separateWork(
  work: readonly CommandFact[],
  product: Product,
  { stage, step, targets }: EmulatedStep,
  analysis: Analysis,
): SeparableWork | string {
  const mount = mountOver(step, product.made) ?? mountOfPackages(step, product);
  if (mount !== undefined) return `a mount lies over ${mount}, where it would be copied from`;
  for (const fact of work) {
    const { command, invocation } = fact;
    const place = { stage, step, command, fact, workdir: invocation.workdir };
    const change = changesModules(place, analysis);
    if (change !== undefined) return change;
  }
  const family = familyOf(stage, analysis);
  const objection =
    objectionToExecForm(work[0]!.command) ??
    (NODE.has(work[0]!.ecosystem) ? undefined : objectionToLeaving(family));
  if (objection !== undefined) return objection;
  const own = wholeOf(stage, analysis);
  const [trigger] = own.triggers;
  if (trigger !== undefined)
    return `line ${trigger.line} (ONBUILD) holds for this stage, and would not for one that repeats its beginning`;
  const alone = `give ${nameCommand(work[0]!)} in line ${step.line} a RUN of its own`;
  const downloads = downloadsFor(work, family);
  const commandsOf = (facts: readonly CommandFact[]) => new Set(facts.map((each) => each.command));
  const list =
    splitList(step, commandsOf([...downloads, ...work])) ?? splitList(step, commandsOf(work));
  if (list === undefined || list.going.some(writesElsewhere)) return alone;
  const facts = factsOfStep(step, analysis.stages[stage.index]!);
  const copyFirst = !list.tail.every((command) => needsNothing(command, facts));
  if (copyFirst && !list.head.every((command) => bearsIt(command, facts))) return alone;
  if (product.clears && !bringsPackages(own, step)) {
    return "no step installs its packages, which may come with the build context";
  }
  const whole = [...list.head, ...list.tail].every(isIdle);
  return {
    ...list,
    stage,
    step,
    steps: [step],
    made: product.made,
    ending: product.ending,
    copyFirst,
    whole,
    without: [
      ...stepsOf(downloads, stage, family),
      ...(whole && product.whole ? copyBefore(step, stage, product.made[0]!) : []),
    ],
    targets,
    work,
    product,
  };
}

/**
 * The work of a step with that of the one right before it, which is taken off the list: the new
 * stage does all of it, where no other step comes between that might need the first.
 */
function joined(
  works: SeparableWork[],
  last: SeparableWork,
  analysis: Analysis,
): SeparableWork | undefined {
  const first = works.at(-1);
  if (first === undefined || first.stage !== last.stage || !first.whole || !last.whole) {
    return undefined;
  }
  const { layers } = last.stage;
  const between = layers.slice(layers.indexOf(first.step) + 1, layers.indexOf(last.step));
  const work = [...first.work, ...last.work];
  const isOne = work.every(({ ecosystem }) => ecosystem === work[0]!.ecosystem);
  if (!isOne || between.some((layer) => "run" in layer)) return undefined;
  const product = productOf(work, last.step, analysis.graph.dockerfile.source.text);
  if (product === undefined) return undefined;
  works.pop();
  const family = familyOf(last.stage, analysis);
  const downloads = stepsOf(downloadsFor(work, family), last.stage, family);
  return {
    ...last,
    steps: [...first.steps, ...last.steps],
    made: product.made,
    without: [...new Set([...first.without, first.step, ...last.without, ...downloads])],
    work,
    product,
  };
}

/** Whether a stage has packages of Node of its own before a step: installed, or from another stage. */
function bringsPackages({ instructions, steps }: Beginning, { line }: RunStep): boolean {
  const isInstall = ({ ecosystem, recognition }: CommandFact) =>
    NODE.has(ecosystem) && recognition.role === "install";
  const isCopied = ({ name, flags, words }: Instruction) =>
    name === "COPY" &&
    flags.some((flag) => flag.name === "from") &&
    words.some(({ text }) => /node_modules\/?$/.test(text));
  return (
    steps.some((each) => each.step.line <= line && each.facts.some(isInstall)) ||
    instructions.some((each) => each.line < line && isCopied(each))
  );
}

/** A command that makes something, and need not run where it runs. */
export function isWork({ role, heavy }: Recognition): boolean {
  return (role === "bundle" || role === "compile") && heavy?.native.possible === true;
}

/** Package managers, which leave the folders of projects alone. */
const PACKAGES = /^(apk|apt|dnf|zypper)$/;

/** Whether a command does not use what a build makes: it may run before that is there. */
function needsNothing(command: ShellCommand, facts: StepFacts): boolean {
  const fact = facts.factOf(command);
  if (substitutes(command)) return false;
  if (fact === undefined) return isIdle(command) && command.name !== "cd";
  const { invocation, ecosystem } = fact;
  if (PACKAGES.test(ecosystem)) return true;
  return ecosystem === "npm" && /^(prune|cache)$/.test(invocation.subcommand() ?? "");
}

/**
 * Whether a command does the same where what a build makes is there before it: the packages that
 * the build itself needs are installed for it, and of a project nothing is.
 */
function bearsIt(command: ShellCommand, facts: StepFacts): boolean {
  if (substitutes(command)) return false;
  const fact = facts.factOf(command);
  if (fact === undefined) return isIdle(command);
  const { invocation, ecosystem, recognition } = fact;
  if (PACKAGES.test(ecosystem)) return true;
  const isLocal = invocation.args.some((arg) => /^(\.|\/|file:|-e$|--editable)/.test(arg));
  return NODE.has(ecosystem) && recognition.role === "install" && !isLocal;
}

/** A substitution may run anything, and look at anything. */
function substitutes({ words, assignments }: ShellCommand): boolean {
  return [...words, ...assignments].some(({ value }) => /`|\$\(|<\(|>\(/.test(value));
}

/** Whether a command's own output goes into a file. */
function writesElsewhere({ redirects }: ShellCommand): boolean {
  return redirects.some(
    ({ operator, target }) =>
      operator.includes(">") && !/^(\/dev\/\w+|&?\d)$/.test(target?.value ?? ""),
  );
}

/** A mount for the packages beside a product, which then stand in no layer of the stage. */
function mountOfPackages({ run, workdir }: RunStep, { made }: Product): string | undefined {
  return readMounts(run)
    .map((mount) => targetOf(mount) ?? "")
    .find((target) => {
      const at = joinPath(workdir, target) ?? target;
      return at.endsWith("/node_modules") && made.some((path) => at.startsWith(`${path}/`));
    });
}
