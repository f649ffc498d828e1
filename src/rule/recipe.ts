import type { Analysis } from "../facts/analysis.ts";
import type { EmulatedStep } from "./emulation.ts";
import type { Remedy } from "./fix.ts";
import type { FamilyCommand } from "./move.ts";

/** What the user wants of an ecosystem's recipe. */
export interface RecipeOptions {
  /** One of the ecosystem's `strategies`; undefined: the recipe chooses. */
  readonly strategy?: string | undefined;
}

/** What an ecosystem answers to an emulated step: a fix, or why there is none. */
export interface Recipe {
  (step: EmulatedStep, analysis: Analysis, options?: RecipeOptions): Remedy;
  /** Whether it only ever tells why there is no fix, and what would help. */
  readonly refuses?: boolean;
}

/**
 * What the files beside a Dockerfile tell of an emulated step, as sentences to follow its message:
 * "For linux/arm/v7 it builds ...". Undefined where they tell nothing.
 */
export type Remark = (step: EmulatedStep, analysis: Analysis) => string | undefined;

/**
 * Lets commands of an ecosystem that work for one machine work for the target, in a stage that stays
 * where it is: a fix, or why there is none.
 * @param commands of one family, of which every one is to follow the target
 */
export type Retarget = (commands: readonly FamilyCommand[], analysis: Analysis) => Remedy;
