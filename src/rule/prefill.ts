import type { Analysis, StepFacts } from "../facts/analysis.ts";
import type { CommandFact } from "../facts/facts.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import type { RunStep } from "../graph/steps.ts";
import type { Instruction, InstructionLine } from "../syntax/instruction.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import type { EmulatedStep } from "./emulation.ts";

/*
 * Prefilling: a stage on the build platform repeats what a stage does up to one of its steps, and
 * does that step for the target. What it made is copied in right before the author's own step, which
 * stays as it is, finds its work done, and has the last word.
 */

/** A stage up to one of its steps, with all that it continues. */
export interface Beginning {
  /** The stage whose FROM names the image. */
  readonly root: GraphStage;
  /** What changes files, variables or how commands run, in order; the step is the last. */
  readonly instructions: readonly Instruction[];
  /** Such instructions that ONBUILD of a base stage adds, which stand among none of these. */
  readonly triggers: readonly Instruction[];
  /** The RUN steps among them. */
  readonly steps: readonly StepFacts[];
}

/** The others say what the image is, not what happens while it is built. */
const REPEATED = new Set(["ADD", "ARG", "COPY", "ENV", "RUN", "SHELL", "USER", "WORKDIR"]);

export function beginningOf(stage: GraphStage, last: RunStep, analysis: Analysis): Beginning {
  const whole = wholeOf(stage, analysis);
  return {
    ...whole,
    instructions: whole.instructions.filter(({ line }) => line <= last.line),
    steps: whole.steps.filter(({ step }) => step.line <= last.line),
  };
}

/** All that a stage does, what it continues included. */
export function wholeOf(stage: GraphStage, analysis: Analysis): Beginning {
  const chain = chainOf(stage, analysis.graph);
  const prefills = new Set(
    chain.flatMap((each) => prefillsOf(each, analysis).map(({ copy }) => copy)),
  );
  const instructions = chain.flatMap(({ syntax }) => syntax.instructions);
  return {
    root: chain[0]!,
    instructions: instructions.filter((each) => REPEATED.has(each.name) && !prefills.has(each)),
    triggers: chain
      .flatMap(({ triggers }) => triggers)
      .filter(({ trigger }) => REPEATED.has(trigger!.name)),
    steps: chain.flatMap(({ index }) => analysis.stages[index]!.steps),
  };
}

/** The stages from the one with the image to the given one. */
function chainOf(stage: GraphStage, { stages }: BuildGraph): GraphStage[] {
  const chain = [stage];
  for (let { base } = stage; base.known && base.value.kind === "stage";) {
    const parent = stages[base.value.index]!;
    chain.unshift(parent);
    ({ base } = parent);
  }
  return chain;
}

/** A COPY that lays what a stage on the build platform installed over the whole image. */
interface Prefill {
  readonly copy: InstructionLine;
  readonly from: GraphStage;
}

function prefillsOf({ edges }: GraphStage, { graph, stages }: Analysis): Prefill[] {
  return edges.flatMap(({ kind, instruction, from }) => {
    if (kind !== "copy" || !("stage" in from) || instruction.words.at(-1)?.text !== "/") return [];
    const source = graph.stages[from.stage]!;
    const installs = stages[from.stage]!.steps.some(
      ({ main }) => main?.recognition.role === "install",
    );
    return source.platform.kind === "build" && installs
      ? [{ copy: instruction, from: source }]
      : [];
  });
}

/** Whether a stage is prefilled: what was copied into it is for the target platform only. */
export function isPrefilled(stage: GraphStage, analysis: Analysis): boolean {
  return prefillsOf(stage, analysis).length > 0;
}

/**
 * The stage that prepares the work of a step: one on the build platform, in which a command of the
 * same work runs and whose files are copied in before the step, or in which a command of its ecosystem runs and
 * which the step has mounted.
 */
export function prefilledBy(
  { stage, step, main }: Pick<EmulatedStep, "stage" | "step" | "main">,
  analysis: Analysis,
): GraphStage | undefined {
  const work = workOf(main);
  const factsOf = ({ index }: GraphStage) =>
    analysis.stages[index]!.steps.flatMap(({ facts }) => facts).filter(
      ({ ecosystem }) => ecosystem === main.ecosystem,
    );
  const copied = prefillsOf(stage, analysis).find(
    ({ copy, from }) =>
      copy.keyword.span.start < step.span.start &&
      factsOf(from).some((fact) => workOf(fact) === work),
  );
  return copied?.from ?? mountedBy(stage, step, analysis).find((from) => factsOf(from).length > 0);
}

/** The stages on the build platform that a step has mounted. */
function mountedBy({ edges }: GraphStage, { run }: RunStep, { graph }: Analysis): GraphStage[] {
  return edges
    .filter(({ kind, instruction }) => kind === "mount" && instruction === run)
    .flatMap(({ from }) => ("stage" in from ? [graph.stages[from.stage]!] : []))
    .filter(({ platform }) => platform.kind === "build");
}

/** What tells a command's work apart from that of others of its ecosystem. */
export function workOf({ command, recognition }: CommandFact): string {
  return recognition.work ?? command.words.map(({ value }) => value).join(" ");
}

/** The stage whose files are copied in right before a step, whatever it prepares. */
export function prefillRightBefore(
  { stage, step }: EmulatedStep,
  analysis: Analysis,
): GraphStage | undefined {
  const previous = stage.syntax.instructions.findLast(({ line }) => line < step.line);
  return prefillsOf(stage, analysis).find(({ copy }) => copy === previous)?.from;
}

/**
 * A RUN up to the end of one of its commands, as written.
 * @param added what to put at places of the file
 * @param ending what to put behind the command
 */
export function runUpTo(
  last: ShellCommand,
  run: Instruction,
  graph: BuildGraph,
  added: ReadonlyMap<number, string>,
  ending: string,
): string {
  const { text } = graph.dockerfile.source;
  const pieces: string[] = [];
  let at = run.span.start;
  for (const [place, piece] of added) {
    pieces.push(text.slice(at, place), piece);
    at = place;
  }
  pieces.push(text.slice(at, last.span.end), ending);
  const heredoc = run.heredocs[0]?.terminator;
  if (heredoc !== undefined) {
    const newline = text[last.span.end] === "\r" ? "\r\n" : "\n";
    pieces.push(newline, text.slice(heredoc.start, heredoc.end));
  }
  return pieces.join("");
}
