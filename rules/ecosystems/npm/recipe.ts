import type { Analysis } from "../../../src/facts/analysis.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import type { Remedy } from "../../../src/rule/fix.ts";
import { exportsOf, familyOf } from "../../../src/rule/move.ts";
import { prefillModules } from "../../shared/modules-prefill.ts";
import { moveMaker } from "../../shared/modules-stage.ts";
import { NPM } from "./installer.ts";
import { splitModules } from "./split.ts";

/**
 * A stage that makes a website moves; one that hands on its packages as well is split. Where a stage
 * ships, or only installs, its packages are installed natively for the target.
 */
export function installForTarget(emulated: EmulatedStep, analysis: Analysis): Remedy {
  const moved = moveMaker(emulated, analysis);
  const { recognition } = emulated.broken?.fact ?? emulated.main;
  const isPinned = emulated.stage.platform.kind !== "target";
  if ("fix" in moved || isPinned) return moved;
  if (bundles(emulated, analysis)) {
    return handsOnModules(emulated, analysis) ? splitModules(emulated, analysis) : moved;
  }
  return recognition.role === "install" ? prefillModules(NPM, emulated, analysis) : moved;
}

/** Whether a stage is there to build something and not to ship: then packages are not all it makes. */
function bundles({ stage }: EmulatedStep, analysis: Analysis): boolean {
  const { members } = familyOf(stage, analysis);
  if (members.some((member) => member.stage.final)) return false;
  return members.some(({ steps }) =>
    steps.some(({ facts }) => facts.some(({ recognition }) => recognition.role === "bundle")),
  );
}

function handsOnModules({ stage }: EmulatedStep, analysis: Analysis): boolean {
  const taken = exportsOf(familyOf(stage, analysis), analysis);
  return taken.some(({ path }) => path.endsWith("/node_modules"));
}
