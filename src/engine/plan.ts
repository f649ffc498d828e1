import type { Analysis, StageFacts, StepFacts } from "../facts/analysis.ts";
import type { OutputBinding, Role } from "../facts/ecosystem.ts";
import { type Execution, formatTarget } from "../graph/execution.ts";
import type { BuildGraph, GraphStage, StagePlatform } from "../graph/graph.ts";
import { formatPlatform } from "../platform/platform.ts";
import type { BuiltFor } from "./lint.ts";
import { slowdownOn } from "../rule/wording.ts";

/** The build graph as `plan --format json` prints it. */
export interface Plan {
  readonly version: 1;
  readonly path: string;
  /** Platforms, or `foreign`: any that the building machine does not have. */
  readonly targets: readonly string[];
  /** Null where it is unknown. */
  readonly buildPlatform: string | null;
  /** The lines that say what is built, such as `docker-bake.hcl:7`; absent where it was given. */
  readonly platformsFrom?: readonly string[];
  readonly stages: readonly PlanStage[];
}

export interface PlanStage {
  readonly index: number;
  readonly name?: string;
  readonly line: number;
  /** The image or the earlier stage, variables filled in; as written where it is not known. */
  readonly base: string;
  /** `build`, `target`, a platform, or `unknown`. */
  readonly platform: string;
  /** Why the platform is unknown. */
  readonly reason?: string;
  readonly reachable: boolean;
  readonly final: boolean;
  readonly execution: Readonly<Record<string, Execution>>;
  /** The earlier stages that it continues, copies from or mounts. */
  readonly uses: readonly PlanUse[];
  readonly steps: readonly PlanStep[];
}

export interface PlanUse {
  readonly kind: "from" | "copy" | "mount";
  /** The index of the stage that is used. */
  readonly stage: number;
}

/** A RUN instruction. What a step is mostly about is left out where no ecosystem knows it. */
export interface PlanStep {
  readonly line: number;
  readonly endLine: number;
  readonly instruction: "RUN";
  readonly heavy: boolean;
  readonly ecosystem?: string;
  readonly role?: Role;
  readonly output?: OutputBinding;
  /** How many times slower it is under emulation, on the slowest target. */
  readonly slowdown?: number;
}

/** @param builtFor where the platforms were found; undefined where they were given */
export function planOf({ graph, stages }: Analysis, builtFor?: BuiltFor): Plan {
  return {
    version: 1,
    path: graph.dockerfile.source.path,
    targets: graph.targets.map(formatTarget),
    buildPlatform: graph.buildPlatform ? formatPlatform(graph.buildPlatform) : null,
    ...(builtFor && { platformsFrom: builtFor.places }),
    stages: stages.map((facts) => planStage(facts, graph)),
  };
}

function planStage({ stage, steps }: StageFacts, graph: BuildGraph): PlanStage {
  const { platform } = stage;
  return {
    index: stage.index,
    ...(stage.name === undefined ? {} : { name: stage.name }),
    line: stage.syntax.from.line,
    base: nameBase(stage, graph),
    platform: namePlatform(platform),
    ...(platform.kind === "unknown" ? { reason: platform.reason } : {}),
    reachable: stage.reachable,
    final: stage.final,
    execution: Object.fromEntries(stage.execution),
    uses: usesOf(stage),
    steps: steps.map((step) => planStep(step, graph)),
  };
}

/** Each stage once a kind. */
function usesOf({ base, edges }: GraphStage): PlanUse[] {
  const uses = new Map<string, PlanUse>();
  const use = (kind: PlanUse["kind"], stage: number) =>
    uses.set(`${kind} ${stage}`, { kind, stage });
  if (base.known && base.value.kind === "stage") use("from", base.value.index);
  for (const { kind, from } of edges) if ("stage" in from) use(kind, from.stage);
  return [...uses.values()];
}

function planStep({ step, main }: StepFacts, graph: BuildGraph): PlanStep {
  const place = { line: step.line, endLine: step.endLine, instruction: "RUN" } as const;
  if (main === undefined) return { ...place, heavy: false };
  const { role, output, heavy } = main.recognition;
  const slowdown = heavy && slowdownOn(heavy.slowdown, graph.targets);
  return {
    ...place,
    heavy: heavy !== undefined,
    ecosystem: main.ecosystem,
    role,
    output,
    ...(slowdown === undefined ? {} : { slowdown }),
  };
}

function nameBase({ base, syntax }: GraphStage, graph: BuildGraph): string {
  if (!base.known) return syntax.base?.text ?? "";
  switch (base.value.kind) {
    case "image":
      return base.value.reference;
    case "stage":
      return graph.stages[base.value.index]!.label;
    case "scratch":
      return "scratch";
  }
}

export function namePlatform(platform: StagePlatform): string {
  return platform.kind === "constant" ? formatPlatform(platform.platform) : platform.kind;
}
