import type { EmulatedStep } from "../../src/rule/emulation.ts";
import { refuse } from "../../src/rule/fix.ts";
import { familyOf } from "../../src/rule/move.ts";
import type { Recipe } from "../../src/rule/recipe.ts";

/** What an ecosystem answers where the Dockerfile does not tell enough for a fix. */
export interface Reasons {
  /** Where the stage, or one that continues it, is the image: why not, and what would help. */
  readonly ships: string;
  /** Where other stages take what it makes. */
  readonly builds: string;
}

/** A recipe without a fix: it says why there is none, and what would help. */
export function refusing(reasons: Reasons | ((step: EmulatedStep) => Reasons)): Recipe {
  const recipe: Recipe = (step, analysis) => {
    const { ships, builds } = typeof reasons === "function" ? reasons(step) : reasons;
    const isShipped = familyOf(step.stage, analysis).members.some(({ stage }) => stage.final);
    return refuse(isShipped ? `stage ${step.stage.label} is part of what ships: ${ships}` : builds);
  };
  return Object.assign(recipe, { refuses: true });
}
