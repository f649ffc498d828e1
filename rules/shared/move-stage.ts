import type { CommandFact } from "../../src/facts/facts.ts";
import type { Analysis } from "../../src/facts/analysis.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { joinPath } from "../../src/graph/steps.ts";
import type { Fix } from "../../src/rule/fix.ts";
import {
  commandsOf,
  type Export,
  exportsOf,
  type Family,
  type FamilyCommand,
  familyOf,
  objectionToMove,
  moveAssumptions,
} from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import { listOf } from "../../src/rule/wording.ts";
import { reasonForPin } from "./constant-platform.ts";
import { objectionToSupplies, SUPPLIERS, withSuppliers } from "./suppliers.ts";
import { isText, mayHoldMachineCode, objectionToUtility, probesMachine } from "./utilities.ts";

/** What an ecosystem says of moving its stages. */
export interface MoveTerms {
  /** The ecosystems whose commands may run in the stage, besides what every build needs. */
  readonly ecosystems: ReadonlySet<string>;
  /** Why a command of these ecosystems keeps the stage where it is. */
  readonly objectionTo?: (command: FamilyCommand) => string | undefined;
  /**
   * Whether commands that do the same everywhere may look at the target: where nothing is compiled,
   * it only decides what is fetched, and is no other one after the move.
   */
  readonly mayAskForTarget?: boolean;
  /** Whether what other stages take is the same wherever it was made, or made for the target. */
  readonly mayLeave: (taken: Export, commands: readonly FamilyCommand[]) => boolean;
}

/** A stage that can move, with all that continue it; or why it cannot. */
export type MoveCheck =
  | {
      readonly family: Family;
      readonly commands: readonly FamilyCommand[];
      readonly taken: readonly Export[];
    }
  | { readonly refusal: string };

/** Looks at everything that a move would change: commands, and the files that leave the stage. */
export function checkMove(stage: GraphStage, analysis: Analysis, terms: MoveTerms): MoveCheck {
  const family = withSuppliers(familyOf(stage, analysis), analysis);
  const objection =
    objectionToMove(family, analysis) ??
    reasonForPin(family.root, analysis.graph) ??
    objectionToSupplies(family, analysis);
  if (objection !== undefined) return { refusal: objection };
  const commands = [...commandsOf(family)];
  const taken = exportsOf(family, analysis);
  for (const command of commands) {
    if (isLink(command, taken)) continue;
    const problem = objectionTo(command, terms);
    if (problem !== undefined) return { refusal: `line ${command.step.line}: ${problem}` };
  }
  for (const each of taken) {
    if (isText(each.path)) continue;
    if (staysPinned(each, family)) {
      const refusal =
        `line ${each.line} copies ${each.path} into stage ${each.to.label}, which is pinned itself: ` +
        "unpin that one first";
      return { refusal };
    }
    if (!each.path.includes("$") && terms.mayLeave(each, commands)) continue;
    const refusal =
      `line ${each.line} copies ${each.path} from stage ${each.from.label}, and what stands there ` +
      "may have been made for the machine that builds";
    return { refusal };
  }
  return { family, commands, taken };
}

/**
 * `ln -s /usr/bin/app /out/usr/bin/alias`: a symbolic link is a name, and is followed where it is
 * used: in the image, as part of a folder that is taken, or here, as a program of the system.
 */
function isLink({ command, fact, workdir }: FamilyCommand, taken: readonly Export[]): boolean {
  const args = command.words.slice(1).map(({ value }) => value);
  const isSymbolic = command.name === "ln" && args.some((arg) => /^-[a-z]*s/.test(arg));
  const [, name, ...others] = args.filter((arg) => !arg.startsWith("-"));
  if (!isSymbolic || fact !== undefined || name === undefined || others.length > 0) return false;
  const place = joinPath(workdir, name);
  if (place === undefined || /[$`*]/.test(place)) return false;
  if (taken.some(({ path }) => path === place)) return false;
  return mayHoldMachineCode(place) || taken.some(({ path }) => place.startsWith(`${path}/`));
}

/** Whether what a pinned stage makes goes into another one of a constant platform. */
function staysPinned({ to }: Export, { root }: Family): boolean {
  return root.platform.kind === "constant" && to.platform.kind === "constant";
}

function objectionTo(
  member: FamilyCommand,
  { ecosystems, objectionTo: own, mayAskForTarget = false }: MoveTerms,
): string | undefined {
  const { command, fact, step } = member;
  const { script } = step;
  // As the shell reads it: no continuation can stand between the words of a probe.
  const text = script.kind === "shell" ? script.script.text.text : script.text.text;
  if (probesMachine(text.replace(/\s+/g, " "))) {
    return "the step asks for the machine that it runs on, which is another one after a move: let it ask $TARGETARCH";
  }
  if (fact !== undefined && ecosystems.has(fact.ecosystem)) return own?.(member);
  const words = command.words.map(({ value }) => value).join(" ");
  const asksForTarget = /\bTARGET(ARCH|PLATFORM|VARIANT|OS)\b/.test(words);
  if (asksForTarget && !(mayAskForTarget && !installsPackages(fact))) {
    return `${command.name} chooses by the target platform itself`;
  }
  if (fact !== undefined && SUPPLIERS.has(fact.ecosystem)) return objectionToSupplier(fact);
  return objectionToUtility(command, member.workdir);
}

const PACKAGE_MANAGERS = new Set(["apk", "apt", "dnf", "zypper"]);

function installsPackages(fact: CommandFact | undefined): boolean {
  return fact !== undefined && PACKAGE_MANAGERS.has(fact.ecosystem);
}

/** Options with which a package manager installs below a folder that may go anywhere. */
const OTHER_ROOT =
  /^(--root|--installroot|--instdir|--prefix|--relocate|-p|-R)(=|$)|^-?o?Dir(::\w+)?=/;

/** `apt-get download`, `apk fetch`: packages of the machine as files, which may go anywhere. */
function objectionToSupplier(fact: CommandFact): string | undefined {
  const { invocation } = fact;
  const isPackageManager = installsPackages(fact);
  const word = invocation.args.find((arg) => /^(download|fetch|source|-x|--extract)$/.test(arg));
  if (isPackageManager && invocation.args.some((arg) => OTHER_ROOT.test(arg))) {
    return `${invocation.name} installs packages of its own machine into a folder`;
  }
  const local = invocation.args.find((arg) => arg.startsWith("file:")) ?? localSource(invocation);
  if (local !== undefined) {
    return `${invocation.name} takes ${local}, which may be for the machine that it runs on`;
  }
  const others = /--to-command|--use-compress-program|--checkpoint-action|alias\.|ext::/;
  if ((word !== undefined && isPackageManager) || invocation.args.some((arg) => others.test(arg))) {
    return `${invocation.name} does what is not known to be the same on every machine`;
  }
  return undefined;
}

/** `git clone /usr/lib`, `tar c -C /usr/bin curl`, `zip -r x.zip /usr/bin`: what a supplier reads of the machine itself. */
function localSource({ name, args }: Invocation): string | undefined {
  const packs = name === "tar" && (/^\w*c/.test(args[0] ?? "") || args.some(isCreate));
  const reads = packs || name === "zip" || (name === "git" && args.includes("clone"));
  return reads ? args.find((arg) => arg.startsWith("/") && mayHoldMachineCode(arg)) : undefined;
}

function isCreate(arg: string): boolean {
  return /^-\w*c\w*$/.test(arg) || arg === "--create";
}

/**
 * The move of a stage whose output is the same wherever it is made: the flag alone.
 * @param given what the ecosystem takes for granted
 */
export function moveFix(family: Family, analysis: Analysis, given: readonly string[]): Fix {
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(family, rewrite);
  const assumptions = [...given, ...moveAssumptions(family)];
  return {
    title: `Move ${nameRoots(family)} to the build platform`,
    applicability: assumptions.length === 0 ? "safe" : "unsafe",
    assumptions,
    edits: rewrite.edits,
  };
}

export function putOnBuildPlatform({ roots }: Family, rewrite: Rewrite): void {
  for (const root of roots) rewrite.setPlatform(root, rewrite.variable("BUILDPLATFORM"));
}

/** "stage build", "stages build and deps" */
function nameRoots({ roots }: Family): string {
  return `stage${roots.length > 1 ? "s" : ""} ${listOf(roots.map(({ label }) => label))}`;
}
