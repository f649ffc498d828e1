import type { StepFacts } from "../../src/facts/analysis.ts";
import { scriptCommands } from "../../src/facts/script-state.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import type { Beginning } from "../../src/rule/prefill.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import type { Instruction } from "../../src/syntax/instruction.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import { namedArchitectures } from "./architecture-names.ts";
import { isOfUv, officialName } from "./official-image.ts";
import { SUPPLIERS } from "./suppliers.ts";
import { isUtility, probesMachine } from "./utilities.ts";

/** What an ecosystem says of repeating on the build platform what stands before its step. */
export interface RepeatTerms {
  /** Its packages as prose: "Python packages". */
  readonly packages: string;
  /** Whether a command of a step is known to leave these packages alone, and not to use them. */
  readonly isHarmless: (command: ShellCommand, step: StepFacts) => boolean;
}

/** What repeating rests on; or why it cannot be done. */
export type RepeatCheck =
  | { readonly assumptions: readonly string[] }
  | { readonly refusal: string };

/** With more than this the price of one step is too high for whoever reads the file. */
const MAX_REPEATED = 20;

/**
 * Whether the beginning of a stage can be repeated on the build platform: it has to run there, and
 * to leave the same packages, on which depends what its last steps add.
 * @param until the last command of those steps that are repeated in part
 */
export function checkRepeat(
  { root, instructions, triggers, steps }: Beginning,
  stage: GraphStage,
  until: ReadonlyMap<RunStep, ShellCommand>,
  terms: RepeatTerms,
): RepeatCheck {
  const refusal =
    objectionToStage(stage, root) ??
    objectionToLines(instructions) ??
    objectionToTriggers(triggers) ??
    steps.map(({ step }) => objectionToScript(step)).find((each) => each !== undefined);
  if (refusal !== undefined) return { refusal };
  const repeated = instructions.length - until.size;
  if (repeated > MAX_REPEATED) {
    return {
      refusal:
        `a stage on $BUILDPLATFORM would have to repeat the ${repeated} instructions before it: ` +
        "put what it does not need behind it",
    };
  }
  const doubts = steps.map((each) => doubtAbout(each, until.get(each.step), terms));
  return {
    assumptions: [doubtAboutImage(root, terms), ...doubts].filter((doubt) => doubt !== undefined),
  };
}

function objectionToStage(stage: GraphStage, root: GraphStage): string | undefined {
  if (stage.platform.kind !== "target") return `stage ${stage.label} has a platform of its own`;
  if (!root.base.known || root.base.value.kind !== "image") {
    return `the image of stage ${root.label} is not known`;
  }
  const { reference } = root.base.value;
  const name = readImageReference(reference);
  const [named] = namedArchitectures(`${name?.repository ?? reference}:${name?.tag ?? ""}`);
  return named && `the image ${reference} is for ${named.name} alone`;
}

function objectionToLines(instructions: readonly Instruction[]): string | undefined {
  const faulty = instructions.find(({ error }) => error !== undefined);
  return faulty && `BuildKit does not read line ${faulty.line}`;
}

function objectionToTriggers([first]: readonly Instruction[]): string | undefined {
  return (
    first &&
    `line ${first.line} (ONBUILD) holds for this stage, and would not for one that repeats its beginning`
  );
}

function objectionToScript({ script, inherited, line }: RunStep): string | undefined {
  if (script.kind === "shell" && !inherited) return undefined;
  return `what line ${line} runs cannot be read: it is no shell script of this stage`;
}

function doubtAboutImage({ base }: GraphStage, { packages }: RepeatTerms): string | undefined {
  if (!base.known || base.value.kind !== "image") return undefined;
  const { reference } = base.value;
  const name = readImageReference(reference);
  if (officialName(name) !== undefined || isOfUv(name)) return undefined;
  return `the image ${reference} has the same ${packages} on every platform, and its user is root`;
}

/** What has to be taken for granted of a step, or of its beginning. */
function doubtAbout(
  facts: StepFacts,
  last: ShellCommand | undefined,
  terms: RepeatTerms,
): string | undefined {
  const { step } = facts;
  const unknown = commandsOf(facts, last).find((each) => !isKnown(each, facts, terms));
  const same = `the same ${terms.packages} when it runs on the build platform`;
  if (unknown !== undefined) {
    // In the step itself it runs with the packages in place that are prepared for it.
    const early = last === undefined ? "" : ", and takes no notice of those that are there early";
    return `line ${step.line} (${unknown.name}) leaves ${same}${early}`;
  }
  // A sed that takes a package off the list for one machine is enough.
  return probesMachine(textOf(step, last)) ? `line ${step.line} leads to ${same}` : undefined;
}

function commandsOf({ step }: StepFacts, last: ShellCommand | undefined): ShellCommand[] {
  const commands = [...scriptCommands(step)].map(({ command }) => command);
  return last === undefined ? commands : commands.slice(0, commands.indexOf(last) + 1);
}

function isKnown(command: ShellCommand, step: StepFacts, { isHarmless }: RepeatTerms): boolean {
  if (step.factOf(command) !== undefined) return true;
  return command.carriesScript || isUtility(command) || isHarmless(command, step);
}

function textOf({ script }: RunStep, last: ShellCommand | undefined): string {
  if (script.kind !== "shell") return script.text.text;
  const { text } = script.script;
  let end = text.length;
  if (last !== undefined) while (end > 0 && text.offsetOf(end - 1) >= last.span.end) end--;
  return text.text.slice(0, end).replace(/\s+/g, " ");
}

/**
 * Whether a step neither changes nor uses such packages.
 * @param apart its own commands that install them
 */
export function isQuiet(
  facts: StepFacts,
  terms: RepeatTerms,
  apart: readonly ShellCommand[] = [],
): boolean {
  if (facts.step.script.kind !== "shell") return false;
  const installs = new Set(apart);
  return commandsOf(facts, undefined).every(
    (command) =>
      installs.has(command) ||
      command.carriesScript ||
      SUPPLIERS.has(facts.factOf(command)?.ecosystem ?? "") ||
      isUtility(command) ||
      terms.isHarmless(command, facts),
  );
}
