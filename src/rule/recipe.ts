import type { Analysis } from "../facts/analysis.ts";
import type { EmulatedStep } from "./emulation.ts";
import type { Remedy } from "./fix.ts";

/** What an ecosystem answers to an emulated step: a fix, or why there is none. */
export type Recipe = (step: EmulatedStep, analysis: Analysis) => Remedy;
