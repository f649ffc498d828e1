import type { Fix } from "../../rule/fix.ts";
import type { Execution } from "../../graph/execution.ts";
import type { StepOutcome } from "../progress/build-log.ts";

/** What `profile --format json` prints. Times are in seconds; steps may have run side by side. */
export interface Profile {
  readonly version: 1;
  readonly path: string;
  readonly format: "plain" | "rawjson";
  /** The platform of the machine that built, and how it is known. */
  readonly buildPlatform: string;
  readonly buildPlatformFrom: "option" | "log" | "assumption";
  readonly totals: Totals;
  /** The one that costs most first. */
  readonly ecosystems: readonly EcosystemTotals[];
  /** The RUN steps, the longest first. */
  readonly steps: readonly ProfiledStep[];
}

/** The time in RUN steps by how they ran, and what a fix would save of it. */
export interface TimeByExecution {
  readonly native: number;
  readonly emulated: number;
  readonly unknown: number;
  /** Of the steps that are known to have a native way. An estimate. */
  readonly saving: number;
}

export interface Totals extends TimeByExecution {
  /** In everything that is no RUN. */
  readonly other: number;
  /** The RUN steps that did not come to their end. */
  readonly failed: number;
  readonly unfinished: number;
  readonly cached: number;
  /** The RUN steps that the Dockerfile does not have; 0 where none was given. */
  readonly notInFile: number;
}

export interface EcosystemTotals extends TimeByExecution {
  /** Null: of no ecosystem that is known. */
  readonly ecosystem: string | null;
}

export interface ProfiledStep {
  /** As the log has it. */
  readonly name: string;
  readonly outcome: StepOutcome;
  readonly seconds: number;
  readonly execution: Execution;
  /** The platform that it ran on; absent where the log does not tell. */
  readonly platform?: string;
  /** Of the Dockerfile, where it has the step. */
  readonly line?: number;
  readonly stage?: string;
  readonly ecosystem?: string;
  /** How long the same step took natively in the same log, for another target. */
  readonly nativeSeconds?: number;
  /** Where the log does not have that: how many times slower such a step is under emulation. */
  readonly slowdown?: number;
  readonly saving?: number;
  /** How it could run natively. */
  readonly help?: string;
  readonly fix?: Pick<Fix, "title" | "applicability" | "assumptions">;
  /** Why it is not repaired. */
  readonly refusal?: string;
}

export function totalTime(steps: readonly ProfiledStep[]): TimeByExecution {
  const total = { native: 0, emulated: 0, unknown: 0, saving: 0 };
  for (const { execution, seconds, saving } of steps) {
    total[execution] += seconds;
    total.saving += saving ?? 0;
  }
  return total;
}

export function byEcosystem(steps: readonly ProfiledStep[]): EcosystemTotals[] {
  const groups = new Map<string | null, ProfiledStep[]>();
  for (const step of steps) {
    const ecosystem = step.ecosystem ?? null;
    groups.set(ecosystem, [...(groups.get(ecosystem) ?? []), step]);
  }
  return [...groups]
    .map(([ecosystem, members]) => ({ ecosystem, ...totalTime(members) }))
    .toSorted((a, b) => b.emulated - a.emulated || sum(b) - sum(a));
}

export function sum({ native, emulated, unknown }: TimeByExecution): number {
  return native + emulated + unknown;
}
