import type { StageFacts, StepFacts } from "../facts/analysis.ts";
import type { OutputBinding } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import { emulatedTargets } from "../rule/emulation.ts";
import { costOn, nameCommand, nameTargets } from "../rule/wording.ts";
import type { Explanation } from "./hover.ts";
import type { Inspection } from "./inspection.ts";
import { holds } from "./places.ts";

const OUTPUT: Readonly<Record<OutputBinding, string>> = {
  portable: "What it makes runs on every platform.",
  "target-bound": "What it makes is for the target platform, wherever it runs.",
  "build-bound": "What it makes is for the platform that it runs on.",
  unknown: "Which platform its output is for is not known.",
};

/** A command of a RUN: what it costs here, for which machine its output is, and what would help. */
export function explainCommand(offset: number, inspection: Inspection): Explanation | undefined {
  for (const stage of inspection.analysis.stages) {
    for (const step of stage.steps) {
      const fact = factAt(offset, step);
      if (fact === undefined) continue;
      return { span: fact.command.span, lines: describe(fact, stage, inspection) };
    }
  }
  return undefined;
}

/** The innermost command that is known; inherited ones stand in another stage. */
function factAt(offset: number, { step, facts }: StepFacts): CommandFact | undefined {
  if (step.inherited || !holds(step.span, offset)) return undefined;
  return facts
    .filter(({ command }) => holds(command.span, offset))
    .toSorted((a, b) => length(a) - length(b))[0];
}

function length({ command: { span } }: CommandFact): number {
  return span.end - span.start;
}

function describe(fact: CommandFact, { stage }: StageFacts, inspection: Inspection): string[] {
  const { graph } = inspection.analysis;
  const { role, output, heavy, hazard } = fact.recognition;
  const emulated = emulatedTargets(stage, graph);
  const where = emulated.length > 0 ? `under QEMU for ${nameTargets(emulated, graph)}` : "natively";
  const known = stage.reachable && (emulated.length > 0 || isNative(stage.execution));
  const lines = [`**${nameCommand(fact)}** (${fact.ecosystem}: ${role})`];
  if (known) {
    const cost =
      heavy === undefined || emulated.length === 0
        ? ""
        : `, ${costOn(heavy.slowdown, stage, emulated, graph)} (${heavy.slowdown.source})`;
    lines.push(`Runs ${where}${cost}.`);
  }
  lines.push(OUTPUT[output]);
  if (hazard !== undefined && emulated.length > 0) {
    lines.push(`Under QEMU, ${hazard.what} (${hazard.source}).`);
  }
  if (heavy !== undefined && emulated.length > 0) {
    const { native } = heavy;
    lines.push(native.possible ? `Natively: ${native.how}.` : `Not natively: ${native.why}.`);
  }
  return lines;
}

function isNative(execution: ReadonlyMap<string, string>): boolean {
  return [...execution.values()].every((how) => how === "native");
}
