import type { Analysis } from "../../src/facts/analysis.ts";
import type { StageEdge } from "../../src/graph/build.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { type Beginning } from "../../src/rule/prefill.ts";
import type { Rewrite } from "../../src/rule/rewrite.ts";
import type { Instruction } from "../../src/syntax/instruction.ts";
import { chainOf } from "./final-stage.ts";
import { isText } from "./utilities.ts";
import { pathsTaken } from "../../src/rule/move.ts";

/** Where a beginning that is repeated on the build platform takes its files. */
export interface NativeSources {
  /** Stages to put before it: the images that its tools come from, for the machine that builds. */
  readonly stages: readonly string[];
  /** An instruction as the repeated beginning has it. */
  readonly textOf: (instruction: Instruction) => string;
}

/**
 * The tools that a beginning copies from images, `COPY --from=astral/uv /uv /bin/`, are for the target:
 * BuildKit resolves such an image for it, whatever stage takes the files. Repeated on the build
 * platform, the beginning takes them from stages of their own.
 */
export function nativeSources(
  { instructions }: Beginning,
  stage: GraphStage,
  content: string,
  rewrite: Rewrite,
  analysis: Analysis,
): NativeSources | { readonly refusal: string } {
  const { graph } = analysis;
  const stages: string[] = [];
  const names = new Map<string, string>();
  const edges = chainOf(stage, graph).flatMap((each) => each.edges);
  for (const edge of edges) {
    const instruction = instructions.find((each) => each === edge.instruction);
    if (instruction === undefined) continue;
    const source = sourceOf(edge, stage, analysis);
    if (source === undefined) continue;
    if ("refusal" in source) {
      return { refusal: `line ${instruction.line} takes files from ${source.refusal}` };
    }
    if (names.has(source.from)) continue;
    const name = rewrite.stageName(names.size === 0 ? content : `${content}-${names.size}`, stage);
    names.set(source.from, name);
    const [FROM, AS] = ["FROM", "AS"].map((keyword) => rewrite.keyword(keyword));
    const platform = rewrite.variable("BUILDPLATFORM");
    stages.push(`${FROM} --platform=${platform} ${source.image} ${AS} ${name}`, "");
  }
  return { stages, textOf: (instruction) => renamed(instruction, names, rewrite) };
}

/** The image behind a source that is for the target, and how the file names it. */
function sourceOf(
  edge: StageEdge,
  stage: GraphStage,
  analysis: Analysis,
): { readonly from: string; readonly image: string } | { readonly refusal: string } | undefined {
  const { from } = edge;
  if ("image" in from) return { from: from.image, image: from.image };
  const source = analysis.graph.stages[from.stage]!;
  if (source.platform.kind !== "target") return undefined;
  if (pathsTaken(edge, source, stage).every(({ path }) => isText(path))) return undefined;
  const isImage = source.base.known && source.base.value.kind === "image";
  if (isImage && source.layers.length === 0) {
    return { from: source.label, image: source.syntax.base!.text };
  }
  return { refusal: `stage ${source.label}, which is for the target: take them behind this step` };
}

/** The instruction's text with other sources in its flags. */
function renamed(
  instruction: Instruction,
  names: ReadonlyMap<string, string>,
  rewrite: Rewrite,
): string {
  const { span } = instruction;
  let text = rewrite.textOf(instruction);
  for (const { raw } of instruction.flags.toReversed()) {
    const [start, end] = [raw.span.start - span.start, raw.span.end - span.start];
    const flag = text.slice(start, end).replace(/\bfrom=([^\s,"']+)/, (whole, from: string) => {
      const name = names.get(from) ?? names.get(from.toLowerCase());
      return name === undefined ? whole : `from=${name}`;
    });
    text = text.slice(0, start) + flag + text.slice(end);
  }
  return text;
}
