import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";

/** The stage that ships, and the stage whose FROM decides what platform it is on. */
export interface ShippedStage {
  readonly final: GraphStage;
  /** The first of the chain of stages that `final` continues; `final` itself where there is none. */
  readonly root: GraphStage;
}

/**
 * The stage whose image is meant to be used; undefined where the file ends with a stage that tests,
 * checks or only hands out files, so that the images are built with `--target`.
 */
export function shippedStage(graph: BuildGraph): ShippedStage | undefined {
  const final = graph.stages.find((stage) => stage.final);
  if (final === undefined) return undefined;
  const chain = chainOf(final, graph);
  return isTool(final) ? undefined : { final, root: chain.at(-1)! };
}

/** A stage and those that it continues, up to the one that begins with an image. */
export function chainOf(stage: GraphStage, { stages }: BuildGraph): readonly GraphStage[] {
  const chain = [stage];
  for (let { base } = stage; base.known && base.value.kind === "stage";) {
    const parent = stages[base.value.index]!;
    chain.push(parent);
    ({ base } = parent);
  }
  return chain;
}

/** What stages are called that are built for their effect or their files, not to be run. */
const TOOL_STAGES = new Set(
  (
    "artifact artifacts bench benchmark bin binaries binary check checks ci codegen coverage doc " +
    "docs e2e export fmt format generate generated gen integration lint linter proto release " +
    "results test tests tester testing unit update validate vendor verify"
  ).split(" "),
);

function isTool({ name }: GraphStage): boolean {
  return name?.split(/[-_.]/).some((word) => TOOL_STAGES.has(word)) === true;
}

/** What only an image that is run has a use for. */
const RUNTIME = new Set(["CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL"]);

/** Whether the image is put together to be run: it says how, or files are brought into it. */
export function isAssembled(final: GraphStage, graph: BuildGraph): boolean {
  const says = chainOf(final, graph).some((stage) =>
    stage.syntax.instructions.some(({ name }) => RUNTIME.has(name)),
  );
  const brings = final.syntax.instructions.some(({ name }) => name === "COPY" || name === "ADD");
  return says || (brings && !isWorkshop(final));
}

/** What stages are called in which something is made; they bring their sources in, too. */
function isWorkshop({ name }: GraphStage): boolean {
  return name !== undefined && /\b(build|builder|debug|dev)\b/.test(name);
}
