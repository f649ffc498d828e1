import type { Analysis } from "../../../src/facts/analysis.ts";
import { type Fix, refuse } from "../../../src/rule/fix.ts";
import {
  exportsOf,
  type Family,
  type FamilyCommand,
  moveAssumptions,
  oncePerFamily,
} from "../../../src/rule/move.ts";
import { beginningOf } from "../../../src/rule/prefill.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import type { InstructionLine } from "../../../src/syntax/instruction.ts";
import { flagNamed } from "../../../src/syntax/instruction.ts";
import { ASSET_MAKERS, isAsset } from "../../shared/asset-stage.ts";
import { changesModules } from "../../shared/module-writers.ts";
import { checkMove } from "../../shared/move-stage.ts";
import { isInstall } from "./installer.ts";

/**
 * A stage that both builds and hands on its node_modules becomes two: what it builds is made on the
 * build platform, and the packages are installed in a stage of their own on the target.
 */
export const splitModules = oncePerFamily(({ stage }, analysis) => {
  let modules: string | undefined;
  const check = checkMove(stage, analysis, {
    ecosystems: ASSET_MAKERS,
    mayLeave(taken) {
      if (!taken.path.endsWith("/node_modules")) return isAsset(taken);
      modules ??= taken.path;
      return taken.path === modules;
    },
  });
  if ("refusal" in check) return refuse(check.refusal);
  const installs = check.commands.filter(({ fact }) => fact !== undefined && isInstall(fact));
  const first = installs[0];
  if (first === undefined || modules !== `${first.workdir}/node_modules`) {
    return refuse("node_modules is taken from a folder in which npm does not install");
  }
  for (const command of check.commands) {
    const change = changesModules(command, analysis);
    if (change !== undefined) return refuse(`${change}: do it where that ships from`);
  }
  const copies = copiesOf(modules, check.family, analysis);
  if (copies === undefined)
    return refuse("node_modules is copied together with other files: copy it alone");
  const plan = {
    family: check.family,
    commands: check.commands,
    first,
    last: installs.at(-1)!,
    copies,
  };
  return { fix: split(plan, analysis) };
});

/** The COPYs that take the packages and nothing else; undefined where one takes more. */
function copiesOf(
  modules: string,
  family: Family,
  analysis: Analysis,
): readonly InstructionLine[] | undefined {
  const lines = exportsOf(family, analysis).filter(({ path }) => path === modules);
  const copies = lines.map(({ line, to }) =>
    to.syntax.instructions.find((each) => each.line === line && each.name === "COPY"),
  );
  const isWhole = copies.every((copy) => copy !== undefined && copy.words.length === 2);
  return isWhole ? (copies as InstructionLine[]) : undefined;
}

interface Plan {
  readonly family: Family;
  readonly commands: readonly FamilyCommand[];
  /** The command that installs for the build. */
  readonly first: FamilyCommand;
  /** The command that installs what ships: often the same. */
  readonly last: FamilyCommand;
  readonly copies: readonly InstructionLine[];
}

function split({ family, commands, first, last, copies }: Plan, analysis: Analysis): Fix {
  const rewrite = new Rewrite(analysis.graph);
  const { stage } = first;
  rewrite.setPlatform(family.root, rewrite.variable("BUILDPLATFORM"));
  const name = rewrite.stageName("deps", stage);
  const { root, instructions } = beginningOf(stage, first.step, analysis);
  const run = instructions.find(({ line }) => line === first.step.line)!;
  const [FROM, AS] = ["FROM", "AS"].map((keyword) => rewrite.keyword(keyword));
  const isPruned = last === first && commands.some(prunes);
  const { text } = analysis.graph.dockerfile.source;
  const install = text.slice(last.command.span.start, last.command.span.end);
  const before = text.slice(run.span.start, first.command.span.start);
  rewrite.addStage(
    [
      "# The packages that ship, installed where they run.",
      `${FROM} ${root.syntax.base!.text} ${AS} ${name}`,
      ...instructions.filter((each) => each !== run).map((each) => rewrite.textOf(each)),
      `${before}${install}${isPruned ? " --omit=dev" : ""}`,
    ],
    family.root,
    copies,
  );
  for (const copy of copies) rewrite.replace(flagNamed(copy, "from")!.value!.span, name);
  return {
    title: `Split stage ${stage.label}: build on the build platform, install node_modules for the target`,
    applicability: "unsafe",
    assumptions: [
      "what else is copied out of it is plain scripts and files: no native addon and no program",
      "the build changes nothing in node_modules",
      ...moveAssumptions(family),
    ],
    edits: rewrite.edits,
  };
}

/** `npm prune --omit=dev`, `npm prune --production` */
function prunes({ fact }: FamilyCommand): boolean {
  if (fact?.ecosystem !== "npm" || fact.invocation.subcommand() !== "prune") return false;
  return fact.invocation.args.some((arg) => /^--(omit(=dev)?|production)$/.test(arg));
}
