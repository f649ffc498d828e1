import type { Analysis } from "../facts/analysis.ts";
import type { Hazard } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import { formatTarget, type Target } from "../graph/execution.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import type { RunStep } from "../graph/steps.ts";
import { parsePlatform } from "../platform/platform.ts";
import type { Finding } from "./diagnostic.ts";

/** A RUN step that runs under emulation for some target. */
export interface EmulatedStep {
  readonly stage: GraphStage;
  readonly step: RunStep;
  /** The command that the step is mostly about. */
  readonly main: CommandFact;
  /** The targets for which it is emulated. */
  readonly targets: readonly Target[];
  /** A command of the step that is known to crash or hang, and the targets for which it does. */
  readonly broken: BrokenCommand | undefined;
}

export interface BrokenCommand {
  readonly fact: CommandFact;
  readonly hazard: Hazard;
  readonly targets: readonly Target[];
}

/** The emulated steps of the stages that are built, where a command is known. */
export function* emulatedSteps({ graph, stages }: Analysis): Generator<EmulatedStep> {
  for (const { stage, steps } of stages) {
    if (!stage.reachable) continue;
    const targets = emulatedTargets(stage, graph);
    if (targets.length === 0) continue;
    for (const { step, main, facts } of steps) {
      if (main === undefined) continue;
      yield { stage, step, main, targets, broken: brokenCommand(facts, targets) };
    }
  }
}

/** The first command that breaks where it is emulated, and for which of the targets. */
export function brokenCommand(
  facts: readonly CommandFact[],
  emulated: readonly Target[],
): BrokenCommand | undefined {
  for (const fact of facts) {
    const { hazard } = fact.recognition;
    if (hazard === undefined) continue;
    const targets = emulated.filter((target) => isAffected(hazard, target));
    if (targets.length > 0) return { fact, hazard, targets };
  }
  return undefined;
}

/** The targets for which a stage's steps run under emulation. */
export function emulatedTargets(stage: GraphStage, graph: BuildGraph): Target[] {
  return graph.targets.filter((target) => {
    const name = formatTarget(target);
    return stage.neededFor.has(name) && stage.execution.get(name) === "emulated";
  });
}

/** Where no target is known, the commonest foreign one stands for all. */
function isAffected({ affects }: Hazard, target: Target): boolean {
  return affects === undefined || affects(target === "foreign" ? LINUX_ARM64 : target);
}

const LINUX_ARM64 = parsePlatform("linux/arm64")!;

/** Where a finding about an emulated step belongs: at the command, or at the FROM that inherits. */
export function placeOf(
  { stage, step }: EmulatedStep,
  { command, ecosystem }: CommandFact,
): Omit<Finding, "message"> {
  const place = { stage: stage.label, ecosystem };
  if (!step.inherited) return { ...place, span: command.span };
  const message = "inherited from this ONBUILD";
  const related = [{ message, span: step.span }];
  return { ...place, span: stage.syntax.from.logical.span, related };
}
