import type { Analysis } from "../facts/analysis.ts";
import type { Finding } from "./diagnostic.ts";
import type { EmulatedStep } from "./emulation.ts";
import type { Remedy } from "./fix.ts";

/** What the user wants of an ecosystem's recipe. */
export interface RecipeOptions {
  /** One of the ecosystem's `strategies`; undefined: the recipe chooses. */
  readonly strategy?: string | undefined;
}

/** What an ecosystem answers to an emulated step: a fix, or why there is none. */
export type Recipe = (step: EmulatedStep, analysis: Analysis, options?: RecipeOptions) => Remedy;

/** A finding's remedy: the answer of its ecosystem, where that has one. */
export function remedyBy(
  recipe: Recipe | undefined,
  step: EmulatedStep,
  analysis: Analysis,
): Pick<Finding, "remedy"> {
  return recipe === undefined ? {} : { remedy: () => recipe(step, analysis) };
}
