import { parsePlatform, plan, type PlanStage } from "../../index.ts";
import type { StepRecord } from "./rawjson.ts";

/** The time that a build spent in RUN steps, in seconds. */
export interface RunTime {
  readonly native: number;
  readonly emulated: number;
}

/** Which of a build's RUN steps were emulated is what the project itself says of the Dockerfile. */
export function runTime(
  steps: readonly StepRecord[],
  dockerfile: string,
  { target, machine }: { target: string; machine: string },
): RunTime {
  const { stages } = plan(dockerfile, {
    targets: [parsePlatform(target)!],
    buildPlatform: parsePlatform(machine)!,
  });
  let [native, emulated] = [0, 0];
  for (const { name, seconds, cached } of steps) {
    const stage = stageOfRun(name, stages);
    if (stage === undefined || cached) continue;
    if (stage.execution[target] === "emulated") emulated += seconds;
    else native += seconds;
  }
  return { native, emulated };
}

/**
 * The stage of a step that is a RUN: `[build 4/5] RUN make`, `[linux/arm64 stage-1 2/3] RUN make`. In a
 * Dockerfile of one stage that has no name, `[2/3] RUN make`.
 */
function stageOfRun(step: string, stages: readonly PlanStage[]): PlanStage | undefined {
  const words = /^\[(.* )?\d+\/\d+\] RUN /.exec(step);
  if (words === null) return undefined;
  if (stages.length === 1) return stages[0];
  const label = words[1]?.trim().split(" ").at(-1);
  const stage = stages.find(({ name, index }) => (name ?? `stage-${index}`) === label);
  if (stage === undefined) throw new Error(`no stage of the Dockerfile has the step ${step}`);
  return stage;
}
