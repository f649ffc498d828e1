import type { InlayHint } from "vscode-languageserver/node";
import { namePlatform } from "../engine/plan.ts";
import { formatTarget } from "../graph/execution.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import { listOf, nameTargets } from "../rule/wording.ts";
import { emulatedTargets } from "../rule/emulation.ts";
import type { Span } from "../text/span.ts";
import type { OpenDocument } from "./open-document.ts";

/** How each stage runs, at the end of its FROM. */
export function inlayHints(graph: BuildGraph, within: Span, document: OpenDocument): InlayHint[] {
  return graph.stages.flatMap((stage) => {
    const { end } = stage.syntax.from.logical.span;
    if (end < within.start || end > within.end) return [];
    const { label, tooltip } = describe(stage, graph);
    return [{ position: document.positionAt(end), label, tooltip, paddingLeft: true }];
  });
}

function describe(stage: GraphStage, graph: BuildGraph): { label: string; tooltip: string } {
  const { neededFor, execution, platform, steps } = stage;
  if (neededFor.size === 0) {
    return { label: "not built", tooltip: "The stage that is built does not need it." };
  }
  if (steps.length === 0) {
    return {
      label: `${namePlatform(platform)} platform`,
      tooltip: "It has no RUN: nothing is executed.",
    };
  }
  const needed = graph.targets.filter((target) => neededFor.has(formatTarget(target)));
  const emulated = emulatedTargets(stage, graph);
  const native = needed.filter((target) => execution.get(formatTarget(target)) === "native");
  const tooltip = listOf([
    ...(native.length > 0 ? [`native for ${nameTargets(native, graph)}`] : []),
    ...(emulated.length > 0 ? [`under QEMU for ${nameTargets(emulated, graph)}`] : []),
  ]);
  if (native.length === needed.length) return { label: "native", tooltip };
  if (emulated.length === needed.length) return { label: "emulated", tooltip };
  if (native.length + emulated.length === 0) {
    const reason =
      platform.kind === "unknown" ? platform.reason : "the building machine is not known";
    return { label: "unknown", tooltip: `How it runs is not known: ${reason}.` };
  }
  return { label: `mixed: emulated for ${nameTargets(emulated, graph)}`, tooltip };
}
