import type { Analysis, StageFacts, StepFacts } from "../../facts/analysis.ts";
import type { GraphStage } from "../../graph/graph.ts";
import type { StepName } from "../progress/step-name.ts";

/** A RUN of the Dockerfile that a step of a log comes from. */
export interface SourceStep {
  readonly stage: GraphStage;
  /** Undefined for an ONBUILD of the base: it is not in this file, or not in this stage. */
  readonly facts: StepFacts | undefined;
}

/** What BuildKit counts as steps beside FROM: `dockerfile2llb/convert.go:initializeStages`. */
const COUNTED = new Set(["ADD", "COPY", "RUN", "WORKDIR"]);

/** Finds the RUN of a Dockerfile for a step's name; undefined where the file has none such. */
export function findStep(name: StepName, { stages }: Analysis): SourceStep | undefined {
  const found = findStage(name.stage, stages);
  if (found === undefined) return undefined;
  const { stage, steps } = found;
  const counted = stage.syntax.instructions.filter((each) => COUNTED.has(each.name));
  const instruction = counted.at(-1 - name.following);
  if (instruction === undefined) return { stage, facts: undefined };
  const facts = steps.find(({ step }) => !step.inherited && step.line === instruction.line);
  const isSame = facts !== undefined && saysTheSame(name.text, facts.step.run.logical.text);
  return isSame ? { stage, facts } : undefined;
}

/** A stage without a name is called `stage-2`; the only one of a file is not called at all. */
function findStage(label: string | undefined, stages: readonly StageFacts[]) {
  const named = stages.find(({ stage }) => (stage.name ?? `stage-${stage.index}`) === label);
  return named ?? (stages.length === 1 ? stages[0] : undefined);
}

/** Whether a name was made from an instruction: variables are filled in, and it may be cut. */
function saysTheSame(text: string, instruction: string): boolean {
  const written = squeeze(instruction.replace(/^\s*\S+/, ""));
  const [beforeVariables = ""] = written.split("$");
  const logged = squeeze(text);
  const cut = logged.endsWith("...") ? logged.slice(0, -3) : logged;
  return logged.startsWith(beforeVariables) || beforeVariables.startsWith(cut);
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
