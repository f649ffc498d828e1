import { formatTarget } from "../graph/execution.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import { formatPlatform } from "../platform/platform.ts";
import { emulatedSteps, emulatedTargets } from "../rule/emulation.ts";
import { costOn, listOf, nameCommand, nameTargets } from "../rule/wording.ts";
import { holds } from "./places.ts";
import type { Explanation } from "./hover.ts";
import type { Inspection } from "./inspection.ts";

/** A FROM: on which platform the stage is, why, how it runs for each target, and what that costs. */
export function explainStage(offset: number, inspection: Inspection): Explanation | undefined {
  const { graph } = inspection.analysis;
  const stage = graph.stages.find(({ syntax }) => holds(syntax.from.logical.span, offset));
  if (stage === undefined) return undefined;
  return {
    span: stage.syntax.from.logical.span,
    lines: [
      `**Stage ${stage.label}** is on ${describePlatform(stage)}: ${whyThere(stage, graph)}.`,
      ...howItRuns(stage, graph),
      ...whatItCosts(stage, inspection),
      builtFor(graph, inspection),
    ],
  };
}

function describePlatform({ platform }: GraphStage): string {
  switch (platform.kind) {
    case "build":
      return "the build platform";
    case "target":
      return "the target platform";
    case "constant":
      return `always \`${formatPlatform(platform.platform)}\``;
    case "unknown":
      return "a platform that is not known";
  }
}

/** A clause. */
function whyThere({ base, platform, syntax, flag }: GraphStage, graph: BuildGraph): string {
  if (platform.kind === "unknown") return platform.reason;
  if (base.known && base.value.kind === "stage") {
    const parent = graph.stages[base.value.index]!;
    const begins = `it continues stage ${parent.label} (line ${parent.syntax.from.line})`;
    return flag === undefined ? begins : `${begins}, so its own \`--platform\` does nothing`;
  }
  if (syntax.platformFlag !== undefined) return `\`--platform=${syntax.platformFlag.text}\``;
  return "without `--platform`, that is the default";
}

function howItRuns(stage: GraphStage, graph: BuildGraph): string[] {
  if (!stage.reachable) return ["The stage that is built does not need it, so it is not built."];
  if (stage.steps.length === 0) return ["It has no `RUN`: nothing is executed in it."];
  const needed = graph.targets.filter((target) => stage.neededFor.has(formatTarget(target)));
  const native = needed.filter((target) => stage.execution.get(formatTarget(target)) === "native");
  const emulated = emulatedTargets(stage, graph);
  const others = needed.length - native.length - emulated.length;
  const ways = [
    ...(emulated.length > 0 ? [`under QEMU for ${nameTargets(emulated, graph)}`] : []),
    ...(native.length > 0 ? [`natively for ${nameTargets(native, graph)}`] : []),
    ...(others > 0 ? ["in a way that hangs on the building machine"] : []),
  ];
  return [`It runs ${listOf(ways)}.`];
}

/** The heavy steps that run under emulation, a line of a list each. */
function whatItCosts(stage: GraphStage, { analysis }: Inspection): string[] {
  const steps = [...emulatedSteps(analysis)].filter((each) => each.stage === stage);
  const lines = steps.flatMap(({ main, step, targets }) => {
    const { heavy } = main.recognition;
    if (heavy === undefined) return [];
    const cost = costOn(heavy.slowdown, stage, targets, analysis.graph);
    return [`- line ${step.line}: \`${nameCommand(main)}\`, ${cost}`];
  });
  return lines.length > 0 ? [`Emulated and heavy:\n${lines.join("\n")}`] : [];
}

function builtFor({ targets, buildPlatform }: BuildGraph, { targetsFrom }: Inspection): string {
  const machine =
    buildPlatform === undefined ? "an unknown machine" : `\`${formatPlatform(buildPlatform)}\``;
  const [only] = targets;
  if (only === "foreign") {
    return "What it is built for is not declared: it is read as built for any foreign platform.";
  }
  const names = listOf(targets.map((target) => `\`${formatTarget(target)}\``));
  const from = targetsFrom === undefined ? "" : `; targets from ${targetsFrom}`;
  return `Built for ${names} on ${machine}${from}.`;
}
