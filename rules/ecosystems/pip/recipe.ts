import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { type Fix, refuse, type Remedy } from "../../../src/rule/fix.ts";
import {
  type Beginning,
  beginningOf,
  prefillRightBefore,
  runUpTo,
} from "../../../src/rule/prefill.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import type { Instruction } from "../../../src/syntax/instruction.ts";
import { moveAssets } from "../../shared/asset-stage.ts";
import { objectionToHeredocs } from "../../shared/frontend.ts";
import { checkRepeat } from "../../shared/repeat-stage.ts";
import { groupOf, type PipStep, PYTHON_PACKAGES } from "./group.ts";
import { objectionToPip, objectionToPipStep } from "./objections.ts";
import { PRETEND } from "./pretend.ts";
import { objectionToVersion } from "./versions.ts";

/** Where Python looks for what makes pip pretend, and where what it installed is laid out. */
const HOOK = "/prefill/sitecustomize.py";
const PREPARED = "/prefilled";

/**
 * pip installs the target's wheels in a stage on the build platform, and the author's own RUN finds
 * them installed: resolving, downloading, unpacking and byte-compiling run natively. Where that
 * stage prepared nothing, the build is the original one.
 */
export function prefillPip(emulated: EmulatedStep, analysis: Analysis): Remedy {
  const { main, step, stage } = emulated;
  if (makesAssets(stage, analysis)) {
    const moved = moveAssets(emulated, analysis);
    if ("fix" in moved) return moved;
  }
  const objection =
    objectionToPip(main) ??
    objectionToPipStep(main, step) ??
    objectionToVersion(emulated, analysis) ??
    objectionToHeredocs(analysis.graph.dockerfile) ??
    objectionToOlder(emulated, analysis);
  if (objection !== undefined) return refuse(objection);
  const group = groupOf(emulated, analysis);
  const beginning = beginningOf(stage, group.at(-1)!.step, analysis);
  const until = new Map(group.map((each) => [each.step, each.installs.at(-1)!]));
  const check = checkRepeat(beginning, stage, until, PYTHON_PACKAGES);
  if ("refusal" in check) return refuse(check.refusal);
  return { fix: prefill(stage, group, beginning, check.assumptions, analysis) };
}

/** A stage that makes a website moves as a whole, if it can: then pip runs natively with the rest. */
function makesAssets({ index }: GraphStage, { stages }: Analysis): boolean {
  return stages[index]!.steps.some(({ facts }) =>
    facts.some(({ recognition }) => recognition.role === "bundle"),
  );
}

function objectionToOlder(emulated: EmulatedStep, analysis: Analysis): string | undefined {
  const older = prefillRightBefore(emulated, analysis);
  if (older === undefined) return undefined;
  return `stage ${older.label} prepares for another command: give pip the same words in both places`;
}

function prefill(
  stage: GraphStage,
  group: readonly PipStep[],
  { root, instructions }: Beginning,
  assumptions: readonly string[],
  analysis: Analysis,
): Fix {
  const { graph } = analysis;
  const rewrite = new Rewrite(graph);
  const name = rewrite.stageName("wheels", stage);
  const [FROM, AS, RUN, ARG, COPY] = ["FROM", "AS", "RUN", "ARG", "COPY"].map((keyword) =>
    rewrite.keyword(keyword),
  );
  const byLine = new Map(group.map((each) => [each.step.line, each]));
  const first = group[0]!.step;
  const args = ["TARGETARCH", "TARGETVARIANT"].filter(
    (arg) => first.environment.get(arg) === undefined,
  );
  const lines = [
    "# pip runs without emulation here and takes the wheels of the target. In the stage below it finds",
    "# them installed, and does what is left.",
    `${FROM} --platform=${rewrite.variable("BUILDPLATFORM")} ${root.syntax.base!.text} ${AS} ${name}`,
  ];
  for (const each of instructions) {
    const own = byLine.get(each.line);
    if (own?.step === first) {
      lines.push(...hookLines(COPY!, stage, analysis), `${RUN} mkdir ${PREPARED}`);
      if (args.length > 0) lines.push(`${ARG} ${args.join(" ")}`);
    }
    lines.push(own === undefined ? rewrite.textOf(each) : pretending(own, each, rewrite, analysis));
  }
  rewrite.addStage(lines, stage);
  const run = instructions.find(({ line }) => line === first.line)!;
  rewrite.insertBefore(run, [`${COPY} --from=${name} ${PREPARED}/ /`]);
  return {
    title: `Install the target's wheels for ${nameStage(stage)} on the build platform`,
    applicability: assumptions.length === 0 ? "safe" : "unsafe",
    assumptions,
    edits: rewrite.edits,
  };
}

function nameStage({ name, final }: GraphStage): string {
  if (name !== undefined) return `stage ${name}`;
  return final ? "the stage that ships" : "a stage without a name";
}

/** The author's RUN up to its last pip, each of which pretends to be on the target. */
function pretending(
  { step, installs }: PipStep,
  run: Instruction,
  rewrite: Rewrite,
  { graph }: Analysis,
): string {
  const isSet = step.environment.get("PYTHONPATH") !== undefined;
  const path = isSet ? `/prefill:${rewrite.variable("PYTHONPATH")}` : "/prefill";
  const prefix = new Map(installs.map((command) => [command, `PYTHONPATH=${path} `]));
  return runUpTo(installs.at(-1)!, run, graph, prefix);
}

/** The hook is written once in a file; other stages take it from the first. */
function hookLines(COPY: string, { index }: GraphStage, { graph }: Analysis): string[] {
  const known = graph.stages.slice(0, index).find(({ syntax }) => syntax.instructions.some(isHook));
  if (known?.name !== undefined) return [`${COPY} --from=${known.name} /prefill/ /prefill/`];
  return [`${COPY} <<'END' ${HOOK}`, ...PRETEND.split("\n"), "END"];
}

function isHook({ name, words, heredocs }: Instruction): boolean {
  const isPlace = name === "COPY" && words.at(-1)?.text === HOOK;
  return isPlace && heredocs[0]?.content.text.replaceAll("\r", "").trimEnd() === PRETEND;
}
