import type { Analysis } from "../../src/facts/analysis.ts";
import type { EmulatedStep } from "../../src/rule/emulation.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { exportsOf, familyOf } from "../../src/rule/move.ts";
import type { Recipe } from "../../src/rule/recipe.ts";
import { moveAssets } from "./asset-stage.ts";

/**
 * A stage that makes a website moves. Where node_modules itself ships, it has to be the target's.
 * @param advice how this package manager installs for another machine
 */
export function moveAssetsOr(advice: string): Recipe {
  return (emulated, analysis) => {
    const moved = moveMaker(emulated, analysis);
    if ("fix" in moved || !shipsModules(emulated, analysis)) return moved;
    return refuse(`node_modules ships from here: ${advice}`);
  };
}

/** The move of a stage that makes a website, or that has the packages for one that moves along. */
export function moveMaker(emulated: EmulatedStep, analysis: Analysis): Remedy {
  const own = moveAssets(emulated, analysis);
  if ("fix" in own) return own;
  const family = familyOf(emulated.stage, analysis);
  const { start, end } = family.root.syntax.from.span;
  for (const taker of new Set(exportsOf(family, analysis).map(({ to }) => to))) {
    const moved = moveAssets({ ...emulated, stage: taker }, analysis);
    const along =
      "fix" in moved && moved.fix.edits.some((edit) => edit.start > start && edit.start < end);
    if (along) return moved;
  }
  return own;
}

/** Whether a step installs packages that are in the image, or in what other stages take. */
export function shipsModules({ stage, main, broken }: EmulatedStep, analysis: Analysis): boolean {
  const { recognition } = broken?.fact ?? main;
  if (recognition.role !== "install") return false;
  const family = familyOf(stage, analysis);
  const taken = exportsOf(family, analysis);
  return (
    family.members.some((member) => member.stage.final) ||
    taken.some(({ path }) => /\/node_modules(\/|$)/.test(path))
  );
}
