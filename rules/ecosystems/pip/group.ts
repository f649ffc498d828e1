import type { Analysis, StageFacts, StepFacts } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { oncePer } from "../../../src/graph/once-per.ts";
import { CopyStep, type RunStep } from "../../../src/graph/steps.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { prefilledBy } from "../../../src/rule/prefill.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import { isAmong } from "../../shared/observers.ts";
import { PYTHON_PACKAGES } from "../../shared/python.ts";
import { isQuiet } from "../../shared/repeat-stage.ts";
import { installsOf, objectionToPipStep } from "./objections.ts";
import { objectionToObserver, observerOfPackages, placesOfPackages } from "./observers.ts";

/** A RUN whose pip can be prepared for. */
export interface PipStep {
  readonly step: RunStep;
  /** Its `pip install`s, in order. */
  readonly installs: readonly ShellCommand[];
}

/**
 * The steps that are prepared for together with one: those around it in its stage, as long as nothing
 * between them changes Python packages, runs them or looks at them, which would see what is installed
 * too early.
 */
export function groupOf({ stage, step }: EmulatedStep, analysis: Analysis): readonly PipStep[] {
  return groupsOf(analysis.stages[stage.index]!, analysis).get(step) ?? [];
}

/** The groups of a stage, by step: every finding of the stage asks for one. */
const groupsOf = oncePer((facts: StageFacts, analysis: Analysis) => {
  const all = readGroups(facts, analysis);
  return new Map(all.flatMap((group) => group.map((each) => [each.step, group] as const)));
});

function readGroups({ stage, steps }: StageFacts, analysis: Analysis): PipStep[][] {
  const groups: PipStep[][] = [[]];
  const places = placesOfPackages(steps.flatMap(installsOf));
  const behindCopies = stepsBehindCopies(stage, places);
  for (const facts of steps) {
    const own = pipStepOf(facts);
    const isFree = own !== undefined && !isPrepared(stage, facts, analysis);
    const continues =
      isQuiet(facts, PYTHON_PACKAGES, isFree ? own.installs : []) &&
      observerOfPackages(facts, places) === undefined;
    if (!continues || behindCopies.has(facts.step)) groups.push([]);
    if (isFree) groups.at(-1)!.push(own);
    if (!continues) groups.push([]);
  }
  return groups;
}

/** The steps right behind a COPY into these places: what is prepared for them must not go under it. */
function stepsBehindCopies(
  { layers }: GraphStage,
  places: readonly string[],
): ReadonlySet<RunStep> {
  const steps = new Set<RunStep>();
  let brings = false;
  for (const layer of layers) {
    if (layer instanceof CopyStep) {
      brings ||= placesOf(layer).some((path) => isAmong(path, layer.workdir, places, true));
      continue;
    }
    if (brings) steps.add(layer);
    brings = false;
  }
  return steps;
}

/** Names of files, by their look: of a folder everything in it is brought. */
const FILE = /^[^*?[]*[^/*?[]\.\w+$/;

/** The paths to which a COPY brings something. */
function placesOf({ sources, destination }: CopyStep): readonly string[] {
  if (!/(^|\/)\.?$/.test(destination)) return [destination];
  return sources.map((source) =>
    FILE.test(source) ? `${destination}/${source.replace(/.*\//, "")}` : destination,
  );
}

function isPrepared(stage: GraphStage, { step, main }: StepFacts, analysis: Analysis): boolean {
  return prefilledBy({ stage, step, main: main! }, analysis) !== undefined;
}

function pipStepOf(facts: StepFacts): PipStep | undefined {
  const { step, main } = facts;
  if (main?.ecosystem !== "pip" || objectionToPipStep(main, step) !== undefined) return undefined;
  const installs = installsOf(facts);
  if (installs.length === 0 || objectionToObserver(facts) !== undefined) return undefined;
  return { step, installs: installs.map(({ command }) => command) };
}
