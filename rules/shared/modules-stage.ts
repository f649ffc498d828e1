import { refuse } from "../../src/rule/fix.ts";
import { exportsOf, familyOf } from "../../src/rule/move.ts";
import type { Recipe } from "../../src/rule/recipe.ts";
import { moveAssets } from "./asset-stage.ts";

/**
 * A stage that makes a website moves. Where node_modules itself ships, it has to be the target's.
 * @param advice how this package manager installs for another machine
 */
export function moveAssetsOr(advice: string): Recipe {
  return (emulated, analysis) => {
    const moved = moveAssets(emulated, analysis);
    const { recognition } = emulated.broken?.fact ?? emulated.main;
    if ("fix" in moved || recognition.role !== "install") return moved;
    const family = familyOf(emulated.stage, analysis);
    const ships = family.members.some(({ stage }) => stage.final);
    const taken = exportsOf(family, analysis);
    const handsOn = taken.some(({ path }) => /\/node_modules(\/|$)/.test(path));
    return ships || handsOn ? refuse(`node_modules ships from here: ${advice}`) : moved;
  };
}
