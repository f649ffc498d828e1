import type { Analysis } from "../facts/analysis.ts";
import type { Hazard } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import { formatTarget, type Target } from "../graph/execution.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import type { RunStep } from "../graph/steps.ts";
import type { Finding } from "./diagnostic.ts";

/** A RUN step that runs under emulation for some target, and the command it is mostly about. */
export interface EmulatedStep {
  readonly stage: GraphStage;
  readonly step: RunStep;
  readonly main: CommandFact;
  /** The targets for which it is emulated. */
  readonly targets: readonly Target[];
  /** Those of them for which it is known to crash or hang. */
  readonly broken: readonly Target[];
}

/** The emulated steps of the stages that are built, where the main command is known. */
export function* emulatedSteps({ graph, stages }: Analysis): Generator<EmulatedStep> {
  for (const { stage, steps } of stages) {
    if (!stage.reachable) continue;
    const targets = emulatedTargets(stage, graph);
    if (targets.length === 0) continue;
    for (const { step, main } of steps) {
      if (main === undefined) continue;
      const broken = targets.filter((target) => isAffected(main.recognition.hazard, target));
      yield { stage, step, main, targets, broken };
    }
  }
}

/** The targets for which a stage's steps run under emulation. */
export function emulatedTargets(stage: GraphStage, graph: BuildGraph): Target[] {
  return graph.targets.filter((target) => stage.execution.get(formatTarget(target)) === "emulated");
}

/** Of an unknown foreign target only what holds for all of them can be said. */
function isAffected(hazard: Hazard | undefined, target: Target): boolean {
  if (hazard === undefined) return false;
  if (hazard.affects === undefined) return true;
  return target !== "foreign" && hazard.affects(target);
}

/** Where a finding about an emulated step belongs: at the command, or at the FROM that inherits. */
export function placeOf({ stage, step, main }: EmulatedStep): Omit<Finding, "message"> {
  const place = { stage: stage.label, ecosystem: main.ecosystem };
  if (!step.inherited) return { ...place, span: main.command.span };
  const message = "inherited from this ONBUILD";
  const related = [{ message, span: step.span }];
  return { ...place, span: stage.syntax.from.logical.span, related };
}
