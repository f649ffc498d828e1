import type { CommandKnowledge } from "../facts/ecosystem.ts";
import type { Recipe, Remark, Retarget } from "./recipe.ts";

/**
 * An ecosystem, one file under `rules/ecosystems/`: what its commands do, and how its steps come to
 * run natively.
 */
export interface Ecosystem extends CommandKnowledge {
  /** The answer to an emulated step; where there is none, the advice of the command is all. */
  readonly recipe?: Recipe;
  /** What lock files and the like tell of an emulated step. */
  readonly remark?: Remark;
  /** The answer to a command that makes for one machine what ships in images for others. */
  readonly retarget?: Retarget;
  /** The repairs that the user may choose from in the configuration, where there is a choice. */
  readonly strategies?: readonly string[];
  /** What its fixes keep, and how a wrong guess would show: Markdown for the ecosystem's page. */
  readonly guarantee?: string;
}
