import type { Analysis, StageFacts } from "../facts/analysis.ts";
import type { CommandFact } from "../facts/facts.ts";
import { scriptCommands } from "../facts/script-state.ts";
import { holdsScripts } from "../flow/system-paths.ts";
import type { StageEdge } from "../graph/build.ts";
import type { GraphStage } from "../graph/graph.ts";
import { oncePer } from "../graph/once-per.ts";
import { CopyStep, type RunStep } from "../graph/steps.ts";
import { formatPlatform } from "../platform/platform.ts";
import { readImageReference } from "../syntax/image-reference.ts";
import type { InstructionLine } from "../syntax/instruction.ts";
import { readMounts } from "../syntax/mount.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import type { Recipe } from "./recipe.ts";
import { isPrefilled } from "./prefill.ts";

/** A stage with all that continue it: they share one platform, and move together or not at all. */
export interface Family {
  /** The stage that begins with an image: its FROM has the platform. */
  readonly root: GraphStage;
  /** `root`, and those of the families that have been joined to it. */
  readonly roots: readonly GraphStage[];
  readonly members: readonly StageFacts[];
}

export function familyOf(stage: GraphStage, analysis: Analysis): Family {
  return familiesOf(analysis)[stage.index]!;
}

/** The family of each stage, by the stage's index: every finding of a file asks for one. */
const familiesOf = oncePer(({ stages }: Analysis): readonly Family[] => {
  const families: (Family & { readonly members: StageFacts[] })[] = [];
  for (const facts of stages) {
    const { base } = facts.stage;
    // A parent stands before the stages that continue it.
    const continued = base.known && base.value.kind === "stage" ? base.value.index : undefined;
    const family =
      continued === undefined
        ? { root: facts.stage, roots: [facts.stage], members: [] }
        : families[continued]!;
    family.members.push(facts);
    families.push(family);
  }
  return families;
});

/** Families that move together. */
export function joinFamilies(one: Family, other: Family): Family {
  const members = [...one.members, ...other.members];
  return { root: one.root, roots: [...one.roots, ...other.roots], members };
}

/** A recipe that answers all steps of a family alike: the answer is worked out once. */
export function oncePerFamily(recipe: Recipe): Recipe {
  const remedyOf = oncePer((_: Family, ...given: Parameters<Recipe>) => recipe(...given));
  return (step, analysis, options) =>
    remedyOf(familyOf(step.stage, analysis), step, analysis, options);
}

/** A command of a family, and what is known of it. */
export interface FamilyCommand {
  readonly stage: GraphStage;
  readonly step: RunStep;
  readonly command: ShellCommand;
  readonly fact: CommandFact | undefined;
  /** Where it runs, if that is known. */
  readonly workdir: string | undefined;
}

/** A path that a stage outside the family takes from it. */
export interface Export {
  /** Absolute; of ARGs and ENVs the values are filled in, as far as the file tells them. */
  readonly path: string;
  /** The same, as the file spells it. */
  readonly written: string;
  /** The line that takes it. */
  readonly line: number;
  readonly from: GraphStage;
  readonly to: GraphStage;
}

/**
 * Why a family cannot move to the build platform, as far as its stages tell; undefined where
 * nothing speaks against it. What its commands do and what they write is for the recipe to judge.
 */
export function objectionToMove(
  { root, roots, members }: Family,
  analysis: Analysis,
): string | undefined {
  const shipped = members.find(({ stage }) => stage.final);
  if (shipped !== undefined) {
    return shipped.stage === root
      ? `stage ${root.label} is the one that ships: do this work in a stage of its own and copy the result`
      : `stage ${shipped.stage.label}, which ships, continues stage ${root.label}: begin it with an image of its own`;
  }
  const elsewhere = members.find(({ stage }) => stage.builtElsewhere);
  if (elsewhere !== undefined) {
    return `stage ${elsewhere.stage.label} is built as an image of its own, by another build of this file`;
  }
  for (const { label, base, platform } of roots) {
    if (!base.known || base.value.kind !== "image")
      return `the image of stage ${label} is not known`;
    const isPinned = platform.kind === "constant" && root.platform.kind === "constant";
    if (platform.kind !== "target" && !isPinned) {
      return `stage ${label} has a platform of its own`;
    }
  }
  for (const { stage, steps } of members) {
    if (isPrefilled(stage, analysis)) {
      return `stage ${stage.label} takes what was installed for the target`;
    }
    const foreign = stage.edges.find(({ from }) => "image" in from && mayHoldPrograms(from.image));
    if (foreign !== undefined && "image" in foreign.from) {
      return (
        `stage ${stage.label} takes files from the image ${foreign.from.image}, which BuildKit resolves ` +
        "for the target: give that image a stage on $BUILDPLATFORM first"
      );
    }
    const opaque = steps.find(({ step }) => step.script.kind !== "shell" || step.inherited);
    if (opaque !== undefined) {
      return `what line ${opaque.step.line} runs cannot be read: it is no shell script of this stage`;
    }
  }
  return undefined;
}

function mayHoldPrograms(image: string): boolean {
  return image !== "scratch" && !holdsScripts(readImageReference(image)?.repository ?? "");
}

const RUNS_AS_IMAGE = new Set(["CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK"]);

/**
 * What a move takes for granted: that nobody builds a stage of the family as an image (`--target`),
 * and that a compiler was not pinned because its program is wanted for that platform alone.
 */
export function moveAssumptions(family: Family): string[] {
  const { members } = family;
  const images = members
    .filter(({ stage }) => stage.syntax.instructions.some(({ name }) => RUNS_AS_IMAGE.has(name)))
    .map(({ stage }) => `stage ${stage.label} is not built as an image of its own (--target)`);
  const compiles = members
    .flatMap(({ steps }) => steps.flatMap(({ facts }) => facts))
    .some(({ recognition: { role, output } }) => role === "compile" && output === "build-bound");
  return compiles ? [...images, ...pinAssumptions(family)] : images;
}

/** What a constant platform of a stage that compiles may stand for: that just it is wanted. */
export function pinAssumptions({ root: { platform, label } }: Family): string[] {
  if (platform.kind !== "constant") return [];
  const pinned = formatPlatform(platform.platform);
  return [
    `what stage ${label} makes is meant for the platform of the image, not for ${pinned} alone`,
  ];
}

/** Every command of a family, in order. */
export function* commandsOf({ members }: Family): Generator<FamilyCommand> {
  for (const { stage, steps } of members) {
    for (const each of steps) {
      const { step } = each;
      for (const { command, state } of scriptCommands(step)) {
        if (command.carriesScript) continue;
        yield { stage, step, command, fact: each.factOf(command), workdir: state.workdir };
      }
    }
  }
}

/** What the other stages take from a family. */
export const exportsOf = oncePer(({ members }: Family, { graph }: Analysis): readonly Export[] => {
  const inside = new Set(members.map(({ stage }) => stage.index));
  const exported: Export[] = [];
  for (const stage of graph.stages) {
    if (inside.has(stage.index)) continue;
    for (const edge of stage.edges) {
      if (!("stage" in edge.from) || !inside.has(edge.from.stage)) continue;
      const from = graph.stages[edge.from.stage]!;
      const line = lineOf(edge, graph.dockerfile.source.lineAt.bind(graph.dockerfile.source));
      for (const taken of pathsTaken(edge, from, stage)) {
        exported.push({ ...taken, line, from, to: stage });
      }
    }
  }
  return exported;
});

function lineOf({ instruction }: StageEdge, lineAt: (offset: number) => number): number {
  return lineAt(instruction.keyword.span.start);
}

/** The paths that a COPY or a mount names, made absolute: both begin at the root. */
export function pathsTaken(
  { kind, instruction }: StageEdge,
  from: GraphStage,
  to: GraphStage,
): Pick<Export, "path" | "written">[] {
  const written = kind === "copy" ? copySources(instruction) : mountSources(instruction, from);
  const paths = copiesOf(to).get(instruction)?.sources ?? written;
  return paths.map((path, at) => ({ path: absolute(path), written: absolute(written[at]!) }));
}

/** The COPYs of a stage by their instructions. */
const copiesOf = oncePer(({ layers }: GraphStage) => {
  const copies = layers.filter((layer) => layer instanceof CopyStep);
  return new Map(copies.map((copy) => [copy.instruction, copy]));
});

function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

function copySources({ words }: InstructionLine): string[] {
  return words.slice(0, -1).map((word) => word.text);
}

function mountSources(run: InstructionLine, from: GraphStage): string[] {
  return readMounts(run)
    .filter((mount) => mount.get("from")?.toLowerCase() === from.name)
    .map((mount) => mount.get("source") ?? mount.get("src") ?? "/");
}
