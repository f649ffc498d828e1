import type { Analysis } from "../../facts/analysis.ts";
import { findStep } from "../profile/dockerfile-steps.ts";
import type { StepRecord } from "../progress/rawjson.ts";
import { parseStepName } from "../progress/step-name.ts";

/** A RUN step as a build ran it. */
export interface RunStep {
  /** The stage's name, or its index. */
  readonly stage: string;
  /** The instruction, as BuildKit prints it: variables filled in. */
  readonly text: string;
  readonly seconds: number;
  readonly emulated: boolean;
}

/** A RUN step in both builds; absent from the one that does not have it. */
export interface StepPair {
  readonly original?: RunStep;
  readonly fixed?: RunStep;
}

/** The RUN steps of a build, stage by stage. */
export function runSteps(
  records: readonly StepRecord[],
  analysis: Analysis,
  target: string,
): RunStep[] {
  const steps = records.flatMap(({ name, seconds }) => {
    const step = parseStepName(name);
    const stage = step?.keyword === "RUN" ? findStep(step, analysis)?.stage : undefined;
    if (step === undefined || stage === undefined) return [];
    const { index, label } = stage;
    const emulated = stage.execution.get(target) === "emulated";
    return [
      {
        index,
        step: { stage: label, text: `RUN ${step.text}`, seconds: round(seconds), emulated },
      },
    ];
  });
  return steps.toSorted((a, b) => a.index - b.index).map(({ step }) => step);
}

/**
 * Puts the steps of two builds side by side: those of a stage that say the same, and of what is left
 * in it the first with the first, for a fix changes instructions. What it added stands alone.
 */
export function pairSteps(original: readonly RunStep[], fixed: readonly RunStep[]): StepPair[] {
  const partners = new Map<RunStep, RunStep>();
  const match = (isPartner: (before: RunStep, after: RunStep) => boolean) => {
    const taken = new Set(partners.values());
    for (const after of fixed) {
      if (partners.has(after)) continue;
      const before = original.find((each) => !taken.has(each) && isPartner(each, after));
      if (before === undefined) continue;
      partners.set(after, before);
      taken.add(before);
    }
  };
  match((before, after) => before.stage === after.stage && before.text === after.text);
  match((before, after) => before.text === after.text);
  match((before, after) => before.stage === after.stage);
  const kept = new Set(partners.values());
  return [
    ...fixed.map((after) => ({ ...pairOf(partners.get(after)), fixed: after })),
    ...original.filter((before) => !kept.has(before)).map(pairOf),
  ];
}

/** BuildKit's clock tells milliseconds. */
export function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function pairOf(original: RunStep | undefined): StepPair {
  return original === undefined ? {} : { original };
}
