import { type Analysis, factsOfStep } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { refuse, type Remedy } from "../../../src/rule/fix.ts";
import { beginningOf, prefillRightBefore } from "../../../src/rule/prefill.ts";
import type { RecipeOptions } from "../../../src/rule/recipe.ts";
import { moveAssets } from "../../shared/asset-stage.ts";
import { objectionToHeredocs } from "../../shared/frontend.ts";
import { PYTHON_PACKAGES } from "../../shared/python.ts";
import { checkRepeat } from "../../shared/repeat-stage.ts";
import { groupOf } from "./group.ts";
import { objectionToOwnWheels, objectionToPip, objectionToPipStep } from "./objections.ts";
import { objectionToObserver } from "./observers.ts";
import { crossInstall, lock, prefill, type PipStrategy } from "./strategies.ts";
import { pinnedByPip } from "../../shared/wheels/installs.ts";
import { shortagesOf } from "../../shared/wheels/shortages.ts";
import { objectionToVersion } from "./versions.ts";

const STRATEGIES: ReadonlyMap<string | undefined, PipStrategy> = new Map([
  ["cross-install", crossInstall],
  ["lock", lock],
]);

/** With more than this nobody reads the file any longer. */
const MAX_TOGETHER = 20;

/**
 * pip works in a stage on the build platform and chooses as on the target. What of its work the
 * author's own RUN keeps is the strategy's; by default it has the last word.
 */
export function nativePip(
  emulated: EmulatedStep,
  analysis: Analysis,
  { strategy }: RecipeOptions = {},
): Remedy {
  const { main, step, stage } = emulated;
  const group = groupOf(emulated, analysis);
  if (group.length > MAX_TOGETHER) return refuse(`${group.length} pip installs: put them into one`);
  if (makesAssets(stage, analysis)) {
    const moved = moveAssets(emulated, analysis);
    if ("fix" in moved) return moved;
  }
  const objection =
    objectionToPip(main) ??
    objectionToPipStep(main, step) ??
    objectionToObserver(factsOfStep(step, analysis.stages[stage.index]!)) ??
    objectionToVersion(emulated, analysis) ??
    objectionToHeredocs(analysis.graph.dockerfile) ??
    objectionToOlder(emulated, analysis);
  if (objection !== undefined) return refuse(objection);
  const beginning = beginningOf(stage, group.at(-1)!.step, analysis);
  const wheels = objectionToOwnWheels(beginning);
  if (wheels !== undefined) return refuse(wheels);
  const until = new Map(group.map((each) => [each.step, each.installs.at(-1)!]));
  const check = checkRepeat(beginning, stage, until, PYTHON_PACKAGES);
  if ("refusal" in check) return refuse(check.refusal);
  const write = STRATEGIES.get(strategy) ?? prefill;
  const { assumptions } = check;
  const shortages = () =>
    group.flatMap((each) => shortagesOf({ ...emulated, step: each.step }, analysis, pinnedByPip));
  return write({ stage, group, beginning, assumptions, analysis, shortages });
}

/** A stage that makes a website moves as a whole, if it can: then pip runs natively with the rest. */
function makesAssets({ index }: GraphStage, { stages }: Analysis): boolean {
  return stages[index]!.steps.some(({ facts }) =>
    facts.some(({ recognition }) => recognition.role === "bundle"),
  );
}

function objectionToOlder(emulated: EmulatedStep, analysis: Analysis): string | undefined {
  const older = prefillRightBefore(emulated, analysis);
  if (older === undefined) return undefined;
  return `stage ${older.label} prepares for another command: give pip the same words in both places`;
}
