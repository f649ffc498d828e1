import type { Analysis } from "../../src/facts/analysis.ts";
import { FileSearch } from "../../src/flow/search.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { brokenCommand } from "../../src/rule/emulation.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { exportsOf, type Family } from "../../src/rule/move.ts";
import type { RuleContext } from "../../src/rule/rule.ts";
import { nameCommand } from "../../src/rule/wording.ts";
import { chainOf } from "./final-stage.ts";
import { buildForTarget } from "./pinned-stage.ts";
import { pathBoundTo, sourcesOf } from "./suppliers.ts";
import { isText } from "./utilities.ts";

/**
 * Puts a native stage on the target, where what its commands make is the target's: what packages and
 * compilers bring that nobody can tell another machine.
 * @param makers the stages whose files ship
 */
export function stageToTarget(
  family: Family,
  makers: ReadonlySet<GraphStage>,
  analysis: Analysis,
  context: RuleContext,
): Remedy {
  const objection =
    objectionToRoot(family) ??
    objectionToCommands(family, analysis) ??
    objectionToOthers(family, makers, analysis) ??
    objectionToTools(family, analysis);
  return objection === undefined ? buildForTarget(family, analysis, context) : refuse(objection);
}

function objectionToRoot({ root }: Family): string | undefined {
  const { platformFlag, base } = root.syntax;
  return platformFlag === undefined || base === undefined
    ? `the platform of stage ${root.label} is not its own`
    : undefined;
}

/** What is meant for the machine that builds, or would not work, or be slow, anywhere else. */
function objectionToCommands({ members }: Family, { graph }: Analysis): string | undefined {
  for (const { stage, steps } of members) {
    const own = stage.syntax.instructions.find(({ logical }) =>
      /\bBUILD(PLATFORM|ARCH|OS|VARIANT)\b/.test(logical.text),
    );
    if (own !== undefined) {
      const name = /\bBUILD(PLATFORM|ARCH|OS|VARIANT)\b/.exec(own.logical.text)![0];
      return `line ${own.line} chooses by ${name}: what ships has to be chosen by ${name.replace("BUILD", "TARGET")}`;
    }
    for (const { facts } of steps) {
      const broken = brokenCommand(facts, graph.targets);
      if (broken !== undefined) {
        return `on the target stage ${stage.label} would run under emulation, where ${broken.hazard.what} (${broken.hazard.source})`;
      }
      const cross = facts.find(
        ({ recognition: { heavy, output } }) => heavy !== undefined && output === "target-bound",
      );
      if (cross !== undefined) {
        return (
          `stage ${stage.label} works for the target already (${nameCommand(cross)}): on the target it ` +
          "would do so under emulation; make what is for one machine in a stage of its own"
        );
      }
    }
  }
  return undefined;
}

/** Stages that need the family where it is: those that do other work, or run what it makes. */
function objectionToOthers(
  family: Family,
  makers: ReadonlySet<GraphStage>,
  analysis: Analysis,
): string | undefined {
  const { graph } = analysis;
  const needed = new Set([...makers].flatMap((stage) => chainOf(stage, graph)));
  const other = family.members.find(
    ({ stage }) => !needed.has(stage) && stage.reachable && stage.steps.length > 0,
  );
  if (other !== undefined) {
    return (
      `stage ${other.stage.label} continues stage ${family.root.label}, and need not be on the target: ` +
      `begin what is for one machine with FROM ${family.root.syntax.base!.text} itself`
    );
  }
  const user = exportsOf(family, analysis).find(
    ({ path, to }) => to.platform.kind !== "target" && to.steps.length > 0 && !isText(path),
  );
  return user && `stage ${user.to.label}, which is native, takes ${user.path} and may run it`;
}

/** What other native stages made for the machine that builds does not run on the target. */
function objectionToTools({ members }: Family, analysis: Analysis): string | undefined {
  const { stages } = analysis.graph;
  const search = new FileSearch(analysis);
  for (const { stage } of members) {
    for (const source of sourcesOf(stage, stages)) {
      const { from } = source;
      if (members.some((own) => own.stage === from) || from.platform.kind === "target") continue;
      const tool = pathBoundTo("build-bound", source, search);
      if (tool !== undefined) {
        return `stage ${stage.label} takes ${tool} from stage ${from.label}, which is for the machine that builds`;
      }
    }
  }
  return undefined;
}
