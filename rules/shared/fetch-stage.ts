import type { Analysis, StageFacts } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import { readPath, relate } from "../../src/flow/paths.ts";
import { FileSearch } from "../../src/flow/search.ts";
import type { Target } from "../../src/graph/execution.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { emulatedTargets } from "../../src/rule/emulation.ts";
import type { Fix } from "../../src/rule/fix.ts";
import { type Export, familyOf } from "../../src/rule/move.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { checkMove, type MoveTerms, moveFix } from "./move-stage.ts";
import { officialName } from "./official-image.ts";
import { SUPPLIERS } from "./suppliers.ts";
import { mayHoldMachineCode } from "./utilities.ts";

/** A stage that only brings files and arranges them, all of them the same wherever that happens. */
export interface FetchStage {
  readonly stage: GraphStage;
  readonly targets: readonly Target[];
  /** The first of its commands that take long under emulation, else the first that is known. */
  readonly main: CommandFact | undefined;
  readonly fix: Fix;
}

/** Looks at a stage with all that continue it: what moves, moves with its first stage. */
export function fetchStage({ stage }: StageFacts, analysis: Analysis): FetchStage | undefined {
  if (stage.platform.kind !== "target" || !stage.reachable) return undefined;
  const { root, members } = familyOf(stage, analysis);
  if (root !== stage || !members.every(onlyBrings)) return undefined;
  const steps = members.flatMap((member) => member.steps);
  if (steps.length === 0) return undefined;
  const targets = emulatedTargets(stage, analysis.graph);
  if (targets.length === 0) return undefined;
  const check = checkMove(stage, analysis, fetchTerms(analysis));
  if ("refusal" in check || check.taken.length === 0) return undefined;
  const facts = steps.flatMap(({ facts: own }) => own);
  const main = facts.find(({ recognition }) => recognition.heavy !== undefined) ?? facts[0];
  const images = check.family.roots.map((each) => analysis.stages[each.index]!.image ?? "");
  const given = images
    .filter((image) => !keepsToSystemFolders(image))
    .map((image) => `there is an image ${image} for every machine that builds`);
  return { stage, targets, main, fix: moveFix(check.family, analysis, given) };
}

function onlyBrings({ steps }: StageFacts): boolean {
  return steps.every(({ facts }) => facts.every(({ ecosystem }) => SUPPLIERS.has(ecosystem)));
}

/** Under which a stage moves that compiles nothing: its files are known by where they stand. */
export function fetchTerms(analysis: Analysis): MoveTerms {
  const search = new FileSearch(analysis);
  return {
    ecosystems: new Set(),
    mayAskForTarget: true,
    mayLeave: (taken) => isBrought(taken, search, analysis),
  };
}

/**
 * Images of systems and languages keep their programs where programs are looked for. Others have
 * them anywhere (/opt/java), and what was not brought is taken for one.
 */
const SYSTEMS: ReadonlySet<string> = new Set(
  (
    "almalinux alpine amazonlinux archlinux busybox buildpack-deps centos debian fedora golang node " +
    "oraclelinux php python rockylinux ruby rust ubuntu"
  ).split(" "),
);
const TOOLS = new Set(["alpine/curl", "alpine/git", "curlimages/curl", "golangci/golangci-lint"]);

function keepsToSystemFolders(image: string): boolean {
  const reference = readImageReference(image);
  const official = officialName(reference);
  return official === undefined ? TOOLS.has(reference?.repository ?? "") : SYSTEMS.has(official);
}

/** Whether a path is none of the image's, and of no package that is for one machine. */
function isBrought({ path, from }: Export, search: FileSearch, analysis: Analysis): boolean {
  if (mayHoldMachineCode(path)) return false;
  const place = readPath(path, undefined);
  const { arrivals } = search.contents(from.index, place);
  if (arrivals.some(({ origin }) => origin.binding === "build-bound")) return false;
  if (keepsToSystemFolders(analysis.stages[from.index]!.image ?? ""))
    return !/^\/opt\/*$/.test(path);
  return search
    .operationsOf(from.index)
    .operations.some(
      (operation) => operation.kind === "make" && /same|above/.test(relate(operation.path, place)),
    );
}
