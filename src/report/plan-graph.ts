import type { Plan, PlanStage } from "../engine/plan.ts";

/** The build graph as a Mermaid flowchart. */
export function planToMermaid(plan: Plan): string {
  const lines = plan.stages.map((stage) => `  s${stage.index}["${label(stage).join("<br/>")}"]`);
  return [
    "flowchart TD",
    ...lines,
    ...edgesOf(plan).map(({ from, to, kind }) => `  ${from} -->|${kind}| ${to}`),
    "",
  ].join("\n");
}

/** The build graph for Graphviz. */
export function planToDot(plan: Plan): string {
  const lines = plan.stages.map(
    (stage) => `  s${stage.index} [shape=box, label="${label(stage).join("\\n")}"];`,
  );
  const edges = edgesOf(plan).map(({ from, to, kind }) => `  ${from} -> ${to} [label="${kind}"];`);
  return ["digraph plan {", ...lines, ...edges, "}", ""].join("\n");
}

function label(stage: PlanStage): string[] {
  const executions = Object.entries(stage.execution).map(([target, how]) => `${target}: ${how}`);
  const name = stage.name ?? `stage ${stage.index}`;
  return [name, stage.base, `platform: ${stage.platform}`, ...executions].map((line) =>
    line.replaceAll('"', "'"),
  );
}

/** The arrows, from the stage that gives to the stage that takes. */
function edgesOf({ stages }: Plan) {
  return stages.flatMap(({ index, uses }) =>
    uses.map(({ stage, kind }) => ({ from: `s${stage}`, to: `s${index}`, kind })),
  );
}
