import type { Analysis } from "../../src/facts/analysis.ts";
import type { Machine } from "../../src/flow/shipped.ts";
import type { Target } from "../../src/graph/execution.ts";
import { formatPlatform, runsNatively } from "../../src/platform/platform.ts";

/** The targets that do not run what is made for a machine. */
export function targetsOtherThan(machine: Machine, { graph }: Analysis): readonly Target[] {
  const platform = machine === "build" ? graph.buildPlatform : machine;
  return graph.targets.filter(
    (target) => target === "foreign" || platform === undefined || !runsNatively(target, platform),
  );
}

export function nameMachine(machine: Machine): string {
  return machine === "build" ? "the machine that builds" : formatPlatform(machine);
}
