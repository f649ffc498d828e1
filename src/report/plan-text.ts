import type { Plan, PlanStage, PlanStep } from "../engine/plan.ts";
import type { Execution } from "../graph/execution.ts";
import type { Colors } from "./colors.ts";

/** The build graph for people: a paragraph a stage, a line a step. */
export function planToText(plan: Plan, source: readonly string[], colors: Colors): string {
  const targets = plan.targets.map(nameTarget).join(", ");
  const machine = plan.buildPlatform ?? "unknown";
  return [
    `${colors.bold(plan.path)}: built for ${targets}; build platform ${machine}`,
    ...(plan.platformsFrom ? [`platforms from ${plan.platformsFrom.join(", ")}`] : []),
    ...plan.stages.map((stage) => describeStage(stage, source, colors)),
    "",
  ].join("\n");
}

function describeStage(stage: PlanStage, source: readonly string[], colors: Colors): string {
  const name = colors.bold(stage.name ?? `stage ${stage.index}`);
  const marks = [
    ...(stage.final ? ["built"] : []),
    ...(stage.reachable ? [] : ["not needed by the built stage"]),
  ];
  const mark = marks.length > 0 ? ` ${colors.dim(`(${marks.join(", ")})`)}` : "";
  return [
    "",
    `${name} from ${stage.base}, line ${stage.line}${mark}`,
    `  platform   ${describePlatform(stage)}`,
    ...Object.entries(stage.execution).map(
      ([target, execution]) =>
        `  ${"".padEnd(10)} ${nameTarget(target)}: ${paint(execution, colors)}`,
    ),
    ...stage.steps.map((step) => describeStep(step, source, colors)),
  ].join("\n");
}

function describePlatform({ platform, reason }: PlanStage): string {
  if (platform === "build") return "the build platform";
  if (platform === "target") return "the target platform";
  return reason === undefined ? platform : `unknown: ${reason}`;
}

function describeStep(step: PlanStep, source: readonly string[], colors: Colors): string {
  const text = (source[step.line - 1] ?? "").trim().slice(0, 60);
  const facts = [
    step.ecosystem,
    step.role,
    step.output === "unknown" ? undefined : step.output,
    step.slowdown === undefined ? undefined : `${step.slowdown}x under emulation`,
  ].filter((fact) => fact !== undefined);
  const known = facts.length > 0 ? `  ${colors.dim(`[${facts.join(", ")}]`)}` : "";
  const line = `  line ${step.line}`.padEnd(12);
  return `${line} ${step.heavy ? colors.bold(text) : text}${known}`;
}

function paint(execution: Execution, colors: Colors): string {
  if (execution === "native") return colors.green(execution);
  return execution === "emulated" ? colors.yellow(execution) : colors.dim(execution);
}

function nameTarget(target: string): string {
  return target === "foreign" ? "any foreign platform" : target;
}
