import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { refuse, type Remedy } from "../../../src/rule/fix.ts";
import {
  commandsOf,
  type FamilyCommand,
  familyOf,
  moveAssumptions,
} from "../../../src/rule/move.ts";
import type { Retarget } from "../../../src/rule/recipe.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import type { ImageReference } from "../../../src/syntax/image-reference.ts";
import { objectionToExecForm } from "../../shared/exec-form.ts";
import { checkMove, putOnBuildPlatform } from "../../shared/move-stage.ts";
import { inPlace, wantedForOne } from "../../shared/retarget.ts";
import { namesTarget } from "../../shared/target.ts";
import { isPublished } from "./publish.ts";

/** The commands that take `-a`. */
const TOLD = new Set(["build", "publish", "restore"]);
/** Options that name a machine, with the name behind them. */
const NAMED = ["-r", "--runtime", "-a", "--arch"];
/** Options that mean the machine which runs the SDK. */
const OWN = new Set(["--use-current-runtime", "--ucr"]);

/**
 * A publish for one machine is told the target: the SDK compiles for any, and fetches the host
 * program and the runtime of that one.
 */
export function publishForTarget(stage: GraphStage, analysis: Analysis): Remedy {
  const check = checkMove(stage, analysis, {
    ecosystems: new Set(["dotnet"]),
    objectionTo: ({ fact }) => objectionToDotnet(fact!),
    mayLeave: isPublished,
  });
  if ("refusal" in check) return refuse(check.refusal);
  const { family } = check;
  const told = check.commands.filter(isTold);
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(family, rewrite);
  for (const command of told) nameTarget(command, rewrite);
  const isFixed = told.some(({ fact }) => fact!.recognition.builtFor !== undefined);
  return {
    fix: {
      title: `Publish for the target in stage ${family.root.label} on the build platform`,
      applicability: "unsafe",
      assumptions: [
        ...assumptionsOn(told),
        ...(isFixed ? ["the program is meant for every target, not for the one it names"] : []),
        ...moveAssumptions(family),
      ],
      edits: rewrite.edits,
    },
  };
}

/** The commands of a stage that stays where it is are told the target, those before a publish, too. */
export const retargetPublish: Retarget = (commands, analysis) => {
  const family = familyOf(commands[0]!.stage, analysis);
  const told = [...commandsOf(family)].filter(isTold);
  const leaking = new Set(commands.map(({ command }) => command));
  for (const each of told) {
    const { invocation } = each.fact!;
    const objection = objectionToDotnet(each.fact!);
    if (objection !== undefined) return refuse(`line ${each.step.line}: ${objection}`);
    if (invocation.subcommand() === "publish" && !leaking.has(each.command)) {
      return refuse(
        `line ${each.step.line} publishes what does not ship: give it a stage of its own`,
      );
    }
  }
  const rewrite = new Rewrite(analysis.graph);
  for (const command of told) nameTarget(command, rewrite);
  const assumptions = [...assumptionsOn(told), ...wantedForOne(told, analysis)];
  return { fix: inPlace("Publish", told, assumptions, rewrite) };
};

function assumptionsOn(told: readonly FamilyCommand[]): string[] {
  const isVersioned = told.every(({ fact }) => majorOf(fact!.invocation.image) !== undefined);
  const newer = "the SDK is 8 or later, which takes Docker's names of architectures";
  return ["no project file sets RuntimeIdentifier or PublishAot", ...(isVersioned ? [] : [newer])];
}

function objectionToDotnet({ invocation }: CommandFact): string | undefined {
  const { args } = invocation;
  if (args.some((arg) => /PublishAot=true/i.test(arg))) {
    return "PublishAot needs clang and the libraries of the target: publish without it, or natively";
  }
  const property = args.find((arg) => /RuntimeIdentifiers?=/i.test(arg));
  if (property !== undefined) return `${property} names the machine: publish with -a $TARGETARCH`;
  if (!TOLD.has(invocation.subcommand() ?? "")) return undefined;
  const objection = tooOld(invocation.image) ?? objectionToExecForm(invocation.command);
  if (objection !== undefined) return objection;
  const joined = args.find((arg) => /^(-r|--runtime|-a|--arch)[=:]/.test(arg));
  if (joined !== undefined) return `${joined} names the machine: write -a $TARGETARCH instead`;
  const named = invocation.value(...NAMED);
  if (named !== undefined && /[$`]/.test(named) && !namesTarget(named)) {
    return `${named} names the machine, and how it does is not known: use -a $TARGETARCH`;
  }
  if (named !== undefined && /^(win|osx|browser|android|ios)/.test(named)) {
    return `${named} is for another system`;
  }
  const solution = invocation
    .operands([...NAMED, "-c", "-o", "-v", "-f"])
    .find((word) => /\.slnx?$/.test(word));
  if (solution !== undefined && invocation.subcommand() !== "restore") {
    return `a solution (${solution}) cannot be built for one machine: publish its project`;
  }
  if (invocation.subcommand() === "publish" && !invocation.has("-o", "--output")) {
    return "publish with -o: for a machine the SDK writes to another folder";
  }
  return undefined;
}

/** Docker's names of architectures from SDK 7.0.300 on; that -a leaves the runtime out, from 8 on. */
function tooOld(image: ImageReference | undefined): string | undefined {
  const major = majorOf(image);
  if (major === undefined || major >= 8) return undefined;
  return `SDK ${image!.tag} does not take -a $TARGETARCH as it is meant: SDK 8 does`;
}

function majorOf(image: ImageReference | undefined): number | undefined {
  const major = /^(\d+)(?=[.-]|$)/.exec(image?.tag ?? "")?.[1];
  return major === undefined ? undefined : Number(major);
}

function isTold({ fact }: FamilyCommand): boolean {
  if (fact?.ecosystem !== "dotnet" || !TOLD.has(fact.invocation.subcommand() ?? "")) return false;
  return !namesTarget(fact.invocation.value(...NAMED) ?? "");
}

function nameTarget({ stage, step, fact }: FamilyCommand, rewrite: Rewrite): void {
  const { invocation } = fact!;
  const { words } = invocation.command;
  rewrite.declareArgs(stage, ["TARGETARCH"], step);
  const target = `-a ${rewrite.variable("TARGETARCH")}`;
  const at = words.findIndex(({ value }) => NAMED.includes(value) || OWN.has(value));
  const option = words[at];
  if (option === undefined) {
    const subcommand = words.find(({ value }) => value === invocation.subcommand())!;
    rewrite.addWords(subcommand, target);
  } else {
    const last = OWN.has(option.value) ? option : words[at + 1]!;
    const { start } = option.span;
    rewrite.replace({ start, end: last.span.end }, `${osOption(invocation)}${target}`);
  }
}

/** `-a` keeps the libc of the SDK's own image, which need not be the one of the identifier. */
function osOption(invocation: Invocation): string {
  const wanted = /^linux(-musl)?(?=-)/.exec(invocation.value("-r", "--runtime") ?? "")?.[0];
  const own = /alpine/.test(invocation.image?.tag ?? "") ? "linux-musl" : "linux";
  return wanted === undefined || wanted === own ? "" : `--os ${wanted} `;
}
