import type { Analysis } from "../../../src/facts/analysis.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import type { Remedy } from "../../../src/rule/fix.ts";
import { prefillModules } from "../../shared/modules-prefill.ts";
import { moveMaker, shipsModules } from "../../shared/modules-stage.ts";
import { PNPM } from "./installer.ts";

/**
 * A stage that makes a website moves. Where node_modules itself ships, the packages are installed
 * natively for the target.
 */
export function installForTarget(emulated: EmulatedStep, analysis: Analysis): Remedy {
  const moved = moveMaker(emulated, analysis);
  if ("fix" in moved || !shipsModules(emulated, analysis)) return moved;
  return prefillModules(PNPM, emulated, analysis);
}
