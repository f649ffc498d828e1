import { type BuildGraph, buildGraph, type GraphOptions, type GraphStage } from "../graph/graph.ts";
import { oncePer } from "../graph/once-per.ts";
import type { RunStep } from "../graph/steps.ts";
import { parseDockerfile } from "../syntax/dockerfile.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import { applyEdits, type TextEdit } from "../text/edit.ts";
import { SourceText } from "../text/source.ts";
import type { BuildContext } from "./build-context.ts";
import type { Recognition } from "./ecosystem.ts";
import { type CommandFact, type EcosystemIndex, readFacts } from "./facts.ts";
import type { PackageIndex } from "./package-index.ts";

/** A RUN step and what its commands do. */
export class StepFacts {
  readonly step: RunStep;
  /** Of the commands that an ecosystem knows, in the order of the script. */
  readonly facts: readonly CommandFact[];
  /** The command that the step is mostly about: the costliest; undefined where none is known. */
  readonly main: CommandFact | undefined;
  #byCommand: ReadonlyMap<ShellCommand, CommandFact> | undefined;

  constructor(step: RunStep, facts: readonly CommandFact[]) {
    this.step = step;
    this.facts = facts;
    this.main = mainFact(facts);
  }

  /** What is known of one of the step's commands. */
  factOf(command: ShellCommand): CommandFact | undefined {
    this.#byCommand ??= new Map(this.facts.map((fact) => [fact.command, fact]));
    return this.#byCommand.get(command);
  }
}

export interface StageFacts {
  readonly stage: GraphStage;
  /** The name of the image at the root, through all parents; undefined where unknown. */
  readonly image: string | undefined;
  readonly steps: readonly StepFacts[];
}

const stepIndices = oncePer(
  ({ steps }: StageFacts) => new Map(steps.map(({ step }, index) => [step, index])),
);

/** The index of a step among those of its stage. */
export function indexOfStep(step: RunStep, stage: StageFacts): number {
  return stepIndices(stage).get(step)!;
}

/** What the commands of a step do. */
export function factsOfStep(step: RunStep, stage: StageFacts): StepFacts {
  return stage.steps[indexOfStep(step, stage)]!;
}

/** Everything that rules look at. */
export interface Analysis {
  readonly graph: BuildGraph;
  readonly stages: readonly StageFacts[];
  /** What stands beside the file; undefined where nobody looked. */
  readonly context: BuildContext | undefined;
  /** Who knows the files of packages; undefined where nobody is asked. */
  readonly packageIndex: PackageIndex | undefined;
  /** The same build of the file as it would be after edits. */
  readonly after: (edits: readonly TextEdit[]) => Analysis;
}

/** What is known besides the file itself. */
export type Environs = Partial<Pick<Analysis, "context" | "packageIndex">>;

/** Reads a file for one of its builds: its graph, and what every command of every stage does. */
export function readAnalysis(
  source: SourceText,
  ecosystems: EcosystemIndex,
  options: GraphOptions & Environs = {},
): Analysis {
  const graph = buildGraph(parseDockerfile(source), options);
  const { context, packageIndex } = options;
  const stages: StageFacts[] = [];
  for (const stage of graph.stages) {
    const image = rootImage(stage, stages);
    const steps = stage.steps.map(
      (step) => new StepFacts(step, readFacts(step, image, ecosystems)),
    );
    stages.push({ stage, image, steps });
  }
  const after = (edits: readonly TextEdit[]) => {
    const text = applyEdits(source.text, edits);
    return readAnalysis(new SourceText(source.path, text), ecosystems, options);
  };
  return { graph, stages, context, packageIndex, after };
}

function rootImage({ base }: GraphStage, earlier: readonly StageFacts[]): string | undefined {
  if (!base.known) return undefined;
  if (base.value.kind === "image") return base.value.reference;
  return base.value.kind === "stage" ? earlier[base.value.index]!.image : undefined;
}

function mainFact(facts: readonly CommandFact[]): CommandFact | undefined {
  let main = facts[0];
  for (const fact of facts) {
    if (weight(fact.recognition) > weight(main!.recognition)) main = fact;
  }
  return main;
}

/** Orders commands by what a report should be about: what takes long, and what can be helped. */
function weight({ heavy }: Recognition): number {
  if (heavy === undefined) return 0;
  return (heavy.native.possible ? 1_000 : 0) + heavy.slowdown.arm64;
}
