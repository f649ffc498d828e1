import type { Analysis } from "../../src/facts/analysis.ts";
import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";
import { joinPath } from "../../src/graph/steps.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { commandsOf, exportsOf, familyOf } from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { flagNamed } from "../../src/syntax/instruction.ts";
import { readMounts } from "../../src/syntax/mount.ts";
import { baseName } from "../../src/syntax/wrappers.ts";

/**
 * Gives an image that a native stage takes programs from a stage of its own on the same platform.
 * Programs that are handed on are none of the build's tools: they are right as they are.
 */
export function takeNatively(
  stage: GraphStage,
  image: string,
  platform: string,
  analysis: Analysis,
): Remedy {
  const { graph } = analysis;
  const handedOn = programsOf(stage, image).find((path) => leaves(path, stage, analysis));
  if (handedOn !== undefined) {
    return refuse(
      `${handedOn} is copied on from stage ${stage.label}, where the target's own may be wanted: take ` +
        "it from the image once more there",
    );
  }
  if (callsByNumber(graph)) {
    return refuse(
      "stages are called by their numbers, which a new stage would shift: name them first",
    );
  }
  const name = unusedName(image, graph);
  const rewrite = new Rewrite(graph);
  const [from, as] = [rewrite.keyword("FROM"), rewrite.keyword("AS")];
  const written = platform === "$BUILDPLATFORM" ? rewrite.variable("BUILDPLATFORM") : platform;
  rewrite.insertBefore(stage.syntax.from, [
    `${from} --platform=${written} ${image} ${as} ${name}`,
    "",
  ]);
  for (const instruction of stage.syntax.instructions) {
    for (const { name: flag, value, raw } of instruction.flags) {
      const source = flag === "from" ? image : `from=${image}`;
      const at = raw.text.indexOf(source);
      const takes = flag === "from" ? value?.text === image : flag === "mount" && at >= 0;
      const replacement = flag === "from" ? name : `from=${name}`;
      if (takes) rewrite.replace(raw.spanOf(at, at + source.length), replacement);
    }
  }
  const title = `Take ${image} natively, from a stage of its own`;
  return { fix: { title, applicability: "safe", assumptions: [], edits: rewrite.edits } };
}

/** What a stage's COPYs bring from an image; undefined where that is not known. */
function programsOf({ layers }: GraphStage, image: string): string[] {
  return layers.flatMap((layer) => {
    if (!("instruction" in layer) || layer.inherited) return [];
    if (flagNamed(layer.instruction, "from")?.value?.text !== image) return [];
    const target = joinPath(layer.workdir ?? "/", layer.destination) ?? "/";
    const isFolder = layer.sources.length > 1 || layer.destination.endsWith("/");
    return layer.sources.map((source) => (isFolder ? `${target}/${baseName(source)}` : target));
  });
}

const COPIERS = new Set("cat cp install ln mv rsync tar zip".split(" "));

/** Whether another stage takes what stands at a path, or a command of the stage moves it on. */
function leaves(path: string, stage: GraphStage, analysis: Analysis): boolean {
  const family = familyOf(stage, analysis);
  const holds = (folder: string) => `${path}/`.startsWith(`${folder.replace(/\/?\**$/, "")}/`);
  if (exportsOf(family, analysis).some((taken) => holds(taken.path))) return true;
  return [...commandsOf(family)].some(
    ({ command: { name, words } }) =>
      COPIERS.has(name) &&
      words.slice(1).some(({ value }) => holds(value) || baseName(value) === baseName(path)),
  );
}

function callsByNumber({ stages }: BuildGraph): boolean {
  return stages.some(({ syntax }) =>
    syntax.instructions.some((instruction) => {
      const sources = [
        flagNamed(instruction, "from")?.value?.text,
        ...(instruction.name === "RUN" ? readMounts(instruction).map((m) => m.get("from")) : []),
      ];
      return sources.some((source) => source !== undefined && /^\d+$/.test(source));
    }),
  );
}

/** `ghcr.io/astral-sh/uv:0.8` is `uv`; something else where the file calls another thing so. */
export function unusedName(image: string, { dockerfile }: BuildGraph): string {
  const name = nameFor(image);
  const words = new Set(
    dockerfile.instructions.flatMap(({ name, words, flags }) => [
      ...(name === "FROM" ? words.map(({ text }) => text.toLowerCase()) : []),
      ...flags.flatMap(({ value }) => value?.text.toLowerCase().split(/[=,]/) ?? []),
    ]),
  );
  const candidates = [name, `${name}-native`, `${name}-for-the-build`];
  return candidates.find((each) => !words.has(each)) ?? `${name}-${dockerfile.instructions.length}`;
}

/** The last part of an image's name, as far as a stage may be called so. */
export function nameFor(image: string): string {
  const name = baseName(readImageReference(image)?.repository ?? image).toLowerCase();
  return /^[a-z][a-z\d._-]*$/.test(name) ? name : `image-${name}`;
}
