import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { Architecture } from "../../../src/platform/architectures.ts";
import { type Fix, refuse } from "../../../src/rule/fix.ts";
import {
  commandsOf,
  type Family,
  type FamilyCommand,
  familyOf,
  oncePerFamily,
  moveAssumptions,
} from "../../../src/rule/move.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import { chainOf } from "../../shared/final-stage.ts";
import { checkMove, putOnBuildPlatform } from "../../shared/move-stage.ts";
import { knownTargets } from "../../shared/target-case.ts";
import { ECOSYSTEMS, objectionToRust, objectionToStages, productsOf } from "./objections.ts";
import { Places } from "./places.ts";
import { subcommandOf, wordOf } from "./subcommand.ts";
import { TARGET, type Toolchain, toolchainFor } from "./toolchain.ts";

/**
 * Rust cross-compiles with the target's standard library and a linker for it: both are brought into
 * the stage, which goes to the build platform, and every cargo command is told the target.
 */
export const moveCargoBuild = oncePerFamily(({ stage }, analysis) => {
  const family = familyOf(stage, analysis);
  const commands = [...commandsOf(family)];
  const builds = productsOf(commands, family, analysis);
  const places = new Places(builds, commands);
  const check = checkMove(stage, analysis, {
    ecosystems: ECOSYSTEMS,
    objectionTo: ({ fact }) => objectionToRust(fact!),
    mayLeave: (taken) =>
      family.members.some((own) => own.stage === taken.from) && places.mayLeave(taken),
  });
  if ("refusal" in check) return refuse(check.refusal);
  if (builds.length === 0) return refuse("nothing that cargo makes here is taken by another stage");
  const toolchain = toolchainFor(analysis.stages[stage.index]!.image);
  if ("refusal" in toolchain) return refuse(toolchain.refusal);
  const targets = knownTargets(analysis.graph, toolchain.knows);
  if ("unknown" in targets) return refuse(`there is no cross compiler for ${targets.unknown}`);
  const objection = objectionToStages(family, analysis, commands, places);
  if (objection !== undefined) return refuse(objection);
  const plan = { family, moved: check.family, analysis, builds, places, toolchain, commands };
  return { fix: crossCompile(plan, targets.rows) };
});

interface Plan {
  readonly family: Family;
  /** With the stages that it takes tools from. */
  readonly moved: Family;
  readonly analysis: Analysis;
  readonly builds: readonly FamilyCommand[];
  readonly commands: readonly FamilyCommand[];
  readonly places: Places;
  readonly toolchain: Toolchain;
}

function crossCompile(plan: Plan, rows: readonly Architecture[]): Fix {
  const { family, moved, analysis, builds, commands, places, toolchain } = plan;
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(moved, rewrite);
  const { args, lines } = toolchain.setUp(rows);
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
  return {
    title: `Cross-compile in stage ${family.root.label} on the build platform`,
    applicability: "unsafe",
    assumptions: [
      toolchain.assumption,
      "the sources choose no target or toolchain (.cargo/config.toml, rust-toolchain.toml), and no " +
        "folder target comes with them",
      ...moveAssumptions(family),
    ],
    edits: rewrite.edits,
  };
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
