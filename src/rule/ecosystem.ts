import type { Ecosystem as Commands } from "../facts/ecosystem.ts";
import type { Recipe } from "./recipe.ts";

/** An ecosystem: what its commands do, and how its steps come to run natively. */
export interface Ecosystem extends Commands {
  readonly recipe?: Recipe;
}
