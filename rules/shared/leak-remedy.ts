import type { Analysis } from "../../src/facts/analysis.ts";
import type { Origin } from "../../src/flow/operation.ts";
import { readPath } from "../../src/flow/paths.ts";
import { FileSearch } from "../../src/flow/search.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { oncePer } from "../../src/graph/once-per.ts";
import { exportsOf, type Family, type FamilyCommand, familyOf } from "../../src/rule/move.ts";
import type { RuleContext } from "../../src/rule/rule.ts";
import { listOf } from "../../src/rule/wording.ts";
import { constantPlatform, reasonForPin } from "./constant-platform.ts";
import { isRunIn } from "./host-tools.ts";
import { stageToTarget } from "./stage-to-target.ts";

/**
 * What becomes of files that are made for one machine and ship in images for others: the commands
 * that make them are told the target, where their ecosystem knows how, or their stage goes there.
 */
export function remedyLeak(
  origins: readonly Origin[],
  analysis: Analysis,
  context: RuleContext,
): Remedy {
  const families = [...new Set(origins.map(({ stage }) => familyOf(stage, analysis)))];
  const [family, ...others] = families as [Family, ...Family[]];
  if (others.length > 0) {
    const roots = listOf(families.map(({ root }) => root.label));
    return refuse(`the stages ${roots} make it, and one change would have to be right for all`);
  }
  const told = tellTarget(origins, analysis, context);
  if (told !== undefined && "fix" in told) return told;
  const meant = reasonForPlatform(family, analysis);
  if (meant !== undefined) return refuse(meant);
  const makers = new Set(origins.map(({ stage }) => stage));
  const moved = stageToTarget(family, makers, analysis, context);
  return "fix" in moved ? moved : (told ?? moved);
}

/** What says that a constant platform of a stage is meant. */
export function reasonForPlatform({ root }: Family, { graph }: Analysis): string | undefined {
  return constantPlatform(root) && reasonForPin(root, graph);
}

/**
 * The answer of the ecosystem that made files of one family; undefined where it has none, or where
 * several would have to answer.
 */
export function tellTarget(
  origins: readonly Origin[],
  analysis: Analysis,
  { retargetOf }: RuleContext,
): Remedy | undefined {
  const commands = origins.flatMap(commandOf);
  const [ecosystem, ...others] = new Set(commands.map(({ fact }) => fact!.ecosystem));
  if (ecosystem === undefined || others.length > 0 || commands.length < origins.length) {
    return undefined;
  }
  const retarget = retargetOf(ecosystem);
  if (retarget === undefined) return undefined;
  const family = familyOf(origins[0]!.stage, analysis);
  const objection =
    reasonForPlatform(family, analysis) ?? objectionToTelling(origins, family, analysis);
  return objection === undefined ? retarget(commands, analysis) : refuse(objection);
}

function commandOf({ stage, step, fact }: Origin): FamilyCommand[] {
  if (step === undefined || fact === undefined) return [];
  const { command, invocation } = fact;
  return [{ stage, step, command, fact, workdir: invocation.workdir }];
}

/** Who needs the files as they are, for the machine that builds; on the target nobody does. */
export function objectionToTelling(
  origins: readonly Origin[],
  family: Family,
  analysis: Analysis,
): string | undefined {
  const inherited = origins.find(({ step }) => step?.inherited === true);
  if (inherited !== undefined)
    return `line ${inherited.step!.line} is for every stage that continues it`;
  if (family.root.platform.kind === "target") return undefined;
  for (const { stage } of family.members) {
    const run = origins.find((origin) => isRunIn(stage, origin));
    if (run !== undefined) {
      return `stage ${stage.label} runs it, too: make one for the machine that builds and one for the target`;
    }
  }
  const search = new FileSearch(analysis);
  const made = new Set(origins.map(({ span }) => span.start));
  const user = nativeUses(family, analysis).find(({ path, from }) => {
    const { arrivals } = search.contents(from.index, readPath(path, undefined));
    return arrivals.some(({ origin }) => made.has(origin.span.start));
  });
  return user && `stage ${user.to.label}, which is native, takes ${user.path} and may run it`;
}

/** What stages that are not on the target take of a family, where they run something. */
const nativeUses = oncePer((family: Family, analysis: Analysis) =>
  exportsOf(family, analysis).filter(
    ({ to }) => to.platform.kind !== "target" && to.steps.length > 0,
  ),
);
