import type { Analysis } from "../../src/facts/analysis.ts";
import type { Fix } from "../../src/rule/fix.ts";
import { type FamilyCommand, familyOf, pinAssumptions } from "../../src/rule/move.ts";
import type { Rewrite } from "../../src/rule/rewrite.ts";
import { listOf } from "../../src/rule/wording.ts";

/**
 * The fix that lets commands work for the target in their stages.
 * @param verb what they do: "Compile"
 */
export function inPlace(
  verb: string,
  commands: readonly FamilyCommand[],
  assumptions: readonly string[],
  { edits }: Rewrite,
): Fix {
  const stages = [...new Set(commands.map(({ stage }) => stage.label))];
  return {
    title: `${verb} for the target in stage${stages.length > 1 ? "s" : ""} ${listOf(stages)}`,
    applicability: assumptions.length === 0 ? "safe" : "unsafe",
    assumptions,
    edits,
  };
}

/** What a constant may stand for, of a command or of its stage's FROM: that just it is wanted. */
export function wantedForOne(commands: readonly FamilyCommand[], analysis: Analysis): string[] {
  const fixed = commands.flatMap(({ fact }) => fact?.recognition.builtFor ?? []);
  const families = new Set(commands.map(({ stage }) => familyOf(stage, analysis)));
  return [
    ...[...new Set(fixed)].map(
      (name) => `the program is meant for every target, not for ${name} alone`,
    ),
    ...[...families].flatMap(pinAssumptions),
  ];
}
