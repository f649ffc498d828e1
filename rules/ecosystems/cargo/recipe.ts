import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { Architecture } from "../../../src/platform/architectures.ts";
import { refuse } from "../../../src/rule/fix.ts";
import {
  commandsOf,
  exportsOf,
  type Family,
  type FamilyCommand,
  familyOf,
  oncePerFamily,
  moveAssumptions,
} from "../../../src/rule/move.ts";
import type { Retarget } from "../../../src/rule/recipe.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import { chainOf } from "../../shared/final-stage.ts";
import { checkMove, putOnBuildPlatform } from "../../shared/move-stage.ts";
import { inPlace, wantedForOne } from "../../shared/retarget.ts";
import { knownTargets } from "../../shared/target-case.ts";
import { ECOSYSTEMS, objectionToRust, objectionToStages, productsOf } from "./objections.ts";
import { type CrateAnswer, crossProblemIn } from "./lock.ts";
import { Places } from "./places.ts";
import { subcommandOf, wordOf } from "./subcommand.ts";
import { TARGET, type Toolchain, toolchainFor } from "./toolchain.ts";

/**
 * Rust cross-compiles with the target's standard library and a linker for it: both are brought into
 * the stage, which goes to the build platform, and every cargo command is told the target.
 */
export const moveCargoBuild = oncePerFamily(({ stage }, analysis) => {
  const work = workOf(stage, analysis);
  const { family, places } = work;
  const check = checkMove(stage, analysis, {
    ecosystems: ECOSYSTEMS,
    objectionTo: ({ fact }) => objectionToRust(fact!),
    mayLeave: (taken) =>
      family.members.some((own) => own.stage === taken.from) && places.mayLeave(taken),
  });
  if ("refusal" in check) return refuse(check.refusal);
  const setUp = setUpOf(work, analysis);
  if ("refusal" in setUp) return refuse(setUp.refusal);
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(check.family, rewrite);
  tellTarget(work, setUp, analysis, rewrite);
  return {
    fix: {
      title: `Cross-compile in stage ${family.root.label} on the build platform`,
      applicability: "unsafe",
      assumptions: [...assumptionsOn(setUp), ...moveAssumptions(family)],
      edits: rewrite.edits,
    },
  };
});

/** The same in a stage that stays where it is. */
export const retargetCargo: Retarget = (commands, analysis) => {
  const work = workOf(commands[0]!.stage, analysis);
  const objection = objectionToWork(work, analysis);
  if (objection !== undefined) return refuse(objection);
  const products = new Set(work.builds.map(({ command }) => command));
  const other = commands.find(({ command }) => !products.has(command));
  if (other !== undefined) {
    return refuse(
      `line ${other.step.line}: where its program comes to stand for a target is not known`,
    );
  }
  const setUp = setUpOf(work, analysis);
  if ("refusal" in setUp) return refuse(setUp.refusal);
  const rewrite = new Rewrite(analysis.graph);
  tellTarget(work, setUp, analysis, rewrite);
  const assumptions = [...assumptionsOn(setUp), ...wantedForOne(commands, analysis)];
  return { fix: inPlace("Compile", commands, assumptions, rewrite) };
};

/** Why the commands of a stage, or what is taken from it, cannot be told the target. */
function objectionToWork({ commands, family, places }: Work, analysis: Analysis) {
  for (const { fact, step } of commands) {
    const isOwn = fact !== undefined && ECOSYSTEMS.has(fact.ecosystem);
    const objection = isOwn ? objectionToRust(fact) : undefined;
    if (objection !== undefined) return `line ${step.line}: ${objection}`;
  }
  const lost = exportsOf(family, analysis).find(
    (taken) => taken.path.includes("$") || !places.mayLeave(taken),
  );
  return lost && `line ${lost.line} copies ${lost.path}, from where a cross compile puts nothing`;
}

/** What a family does with cargo. */
interface Work {
  readonly family: Family;
  readonly commands: readonly FamilyCommand[];
  /** Those whose programs other stages take. */
  readonly builds: readonly FamilyCommand[];
  readonly places: Places;
}

function workOf(stage: GraphStage, analysis: Analysis): Work {
  const family = familyOf(stage, analysis);
  const commands = [...commandsOf(family)];
  const builds = productsOf(commands, family, analysis);
  return { family, commands, builds, places: new Places(builds, commands) };
}

/** What a stage needs to compile for every target. */
interface SetUp {
  readonly toolchain: Toolchain;
  readonly rows: readonly Architecture[];
  /** What the lock files say of each of the builds. */
  readonly crates: readonly CrateAnswer[];
}

function setUpOf(work: Work, analysis: Analysis): SetUp | { readonly refusal: string } {
  const { family, commands, builds, places } = work;
  if (builds.length === 0) {
    return { refusal: "nothing that cargo makes here is taken by another stage" };
  }
  const toolchain = toolchainFor(analysis.stages[family.root.index]!.image);
  if ("refusal" in toolchain) return toolchain;
  const targets = knownTargets(analysis.graph, toolchain.knows);
  if ("unknown" in targets) {
    return { refusal: `there is no cross compiler for ${targets.unknown}` };
  }
  const objection = objectionToStages(family, analysis, commands, places);
  if (objection !== undefined) return { refusal: objection };
  const crates = builds.map((build) => crossProblemIn(build, analysis, toolchain.c));
  const needs = crates.find(({ kind }) => kind === "needs");
  if (needs?.kind === "needs") {
    return { refusal: `${needs.why}, and a cross compile needs that of the target` };
  }
  return { toolchain, rows: targets.rows, crates };
}

function tellTarget(work: Work, setUp: SetUp, analysis: Analysis, rewrite: Rewrite): void {
  const { family, builds, commands, places } = work;
  const { args, lines } = setUp.toolchain.setUp(setUp.rows);
  for (const stage of stagesToSetUp(builds, analysis)) {
    const first = stage.syntax.instructions.find(({ name }) => BEGINS_WORK.has(name))!;
    const declared = `${rewrite.keyword("ARG")} ${args.join(" ")}`;
    rewrite.insertBefore(first, [declared, ...rewrite.run(lines)]);
  }
  for (const { fact } of builds) {
    const { invocation } = fact!;
    rewrite.addWords(wordOf(invocation, subcommandOf(invocation)!)!, `--target ${TARGET}`);
  }
  const others = commands.filter(
    ({ fact }) => fact === undefined || !ECOSYSTEMS.has(fact.ecosystem),
  );
  const words = others.flatMap(({ command }) => command.words.map(({ raw }) => raw));
  for (const { end } of words.flatMap((word) => places.slashesIn(word))) {
    rewrite.replace({ start: end, end }, `${TARGET}/`);
  }
  for (const { end } of copiesFrom(family, analysis).flatMap((word) => places.slashesIn(word))) {
    rewrite.replace({ start: end, end }, "*/");
  }
}

function assumptionsOn(setUp: SetUp): string[] {
  return [
    ...doubtAboutCrates(setUp),
    "the sources choose no target or toolchain (.cargo/config.toml, rust-toolchain.toml), and no " +
      "folder target comes with them",
  ];
}

/** What is taken for granted of the crates, unless their lock proves it. */
function doubtAboutCrates({ crates, toolchain: { assumption } }: SetUp): string[] {
  const open = crates.flatMap((answer) => (answer.kind === "unknown" ? [answer.note] : []));
  if (open.length === 0) return [];
  const notes = [...new Set(open)].filter((note) => note !== "");
  return [notes.length === 0 ? assumption : `${assumption}: ${notes.join(", ")}`];
}

const BEGINS_WORK = new Set(["ADD", "COPY", "RUN", "WORKDIR"]);

/** The stages that build and continue none that does. */
function stagesToSetUp(builds: readonly FamilyCommand[], { graph }: Analysis): GraphStage[] {
  const stages = new Set(builds.map(({ stage }) => stage));
  return [...stages].filter((stage) => {
    const [, ...parents] = chainOf(stage, graph);
    return !parents.some((parent) => stages.has(parent));
  });
}

/** The sources of every COPY that takes from a family. */
function copiesFrom({ members }: Family, { graph }: Analysis) {
  const inside = new Set(members.map(({ stage }) => stage.index));
  return graph.stages.flatMap(({ edges }) =>
    edges.flatMap(({ kind, from, instruction }) =>
      kind === "copy" && "stage" in from && inside.has(from.stage)
        ? instruction.words.slice(0, -1)
        : [],
    ),
  );
}
