import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { type Fix, refuse, type Remedy } from "../../../src/rule/fix.ts";
import type { Beginning } from "../../../src/rule/prefill.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import type { Instruction } from "../../../src/syntax/instruction.ts";
import { formatTarget } from "../../../src/graph/execution.ts";
import type { RunStep } from "../../../src/graph/steps.ts";
import { listOf } from "../../../src/rule/wording.ts";
import type { Shortage } from "../../shared/wheels/shortages.ts";
import { nameStage } from "../../shared/prefilled-step.ts";
import { ENVIRONMENT, newEnvironment } from "./environment.ts";
import type { PipStep } from "./group.ts";
import { addNativeStage, wordInstall, PREPARED } from "./native-stage.ts";
import { CHOOSE, INSTALL_ALL, LOCK, PREPARE } from "./pretend.ts";

/** The pip steps of a stage that go together, and what is known of their stage. */
export interface PipWork {
  readonly stage: GraphStage;
  readonly group: readonly PipStep[];
  readonly beginning: Beginning;
  /** What repeating the stage's beginning rests on. */
  readonly assumptions: readonly string[];
  readonly analysis: Analysis;
  /** What has to be built from source, as far as that is known. */
  readonly shortages: () => readonly Shortage[];
}

export type PipStrategy = (work: PipWork) => Remedy;

/**
 * The default. The wheels are copied in, and the author's own RUN runs as it is: it finds installed
 * what it would have chosen, and does what is left. Whatever the native stage missed, an unknown
 * marker, a source package, a failure of its own, costs time and nothing else.
 */
export function prefill({ stage, group, beginning, assumptions, analysis }: PipWork): Remedy {
  const rewrite = new Rewrite(analysis.graph);
  const environment = newEnvironment(beginning, stage);
  const native = {
    about: [
      "pip runs without emulation here and takes the wheels of the target. In the stage below it finds",
      "them installed, and does what is left.",
    ],
    hook: `${CHOOSE}\n\n${PREPARE}`,
    options: [],
    ending: " || true",
    environment,
  };
  const name = addNativeStage(stage, group, beginning, native, rewrite, analysis);
  const copy = ({ step }: { step: RunStep }, from: string, to: string) =>
    rewrite.insertBefore(runOf(step, beginning), [
      `${rewrite.keyword("COPY")} --from=${name} ${from}/ ${to}`,
    ]);
  if (environment !== undefined) copy(environment, ENVIRONMENT, `${environment.folder}/`);
  copy(group[0]!, PREPARED, "/");
  return fixOf(`Install the target's wheels for ${nameStage(stage)} on the build platform`, {
    assumptions,
    edits: rewrite.edits,
  });
}

/** The same, without the author's RUN: nothing runs on the target, and nothing there checks it. */
export function crossInstall(work: PipWork): Remedy {
  const { stage, group, beginning, analysis } = work;
  const shared = group.find(({ step, installs }) => !isAlone(step.script, installs.length));
  if (shared !== undefined) {
    return refuse(
      `line ${shared.step.line} does more than pip install: cross-install takes pip's place, ` +
        "so give it a RUN of its own",
    );
  }
  const built = work.shortages()[0];
  if (built !== undefined) {
    const { name, version, place } = built.pinned;
    return refuse(
      `${name} ${version} has no wheel for ${listOf(built.targets.map(formatTarget))} (${place}): ` +
        "cross-install needs one of every package, prefill does not",
    );
  }
  const rewrite = new Rewrite(analysis.graph);
  const native = {
    about: [
      "pip installs the wheels of the target here, without emulation; the stage below takes them over.",
      "It fails where a package has no wheel for the target.",
    ],
    hook: `${CHOOSE}\n\n${INSTALL_ALL}`,
    options: ["--only-binary=:all:"],
    ending: ` && test -n "$(ls ${PREPARED})"`,
  };
  const name = addNativeStage(stage, group, beginning, native, rewrite, analysis);
  const copy = `${rewrite.keyword("COPY")} --from=${name} ${PREPARED}/ /`;
  group.forEach((each, index) => {
    const run = runOf(each.step, beginning);
    if (index === 0) rewrite.replaceInstruction(run, [copy]);
    else rewrite.removeInstruction(run);
  });
  return fixOf(`Install the packages of ${nameStage(stage)} on the build platform`, {
    assumptions: [
      ...work.assumptions,
      "what pip chooses for the target without being there is right: no pip runs there to check it",
    ],
    edits: rewrite.edits,
  });
}

function isAlone(script: PipStep["step"]["script"], installs: number): boolean {
  return script.kind === "shell" && script.script.commands.length === installs && installs === 1;
}

/** Only the versions are chosen natively: for resolutions that take long, not for installations. */
export function lock(work: PipWork): Remedy {
  const { stage, group, beginning, analysis } = work;
  const constraints = `${PREPARED}/constraints.txt`;
  const [only, more] = group;
  if (more !== undefined || only!.installs.length > 1) {
    return refuse("several pip installs need several locks: put them into one");
  }
  const [install] = only!.installs as [PipStep["installs"][0]];
  const rewrite = new Rewrite(analysis.graph);
  const native = {
    about: ["pip chooses the versions for the target here, without emulation."],
    hook: `${CHOOSE}\n\n${LOCK}`,
    options: ["--dry-run"],
    ending: ` || touch ${constraints}`,
  };
  const name = addNativeStage(stage, group, beginning, native, rewrite, analysis);
  const mount = `--mount=from=${name},source=${PREPARED},target=${PREPARED}`;
  rewrite.addFlag(runOf(only!.step, beginning), mount);
  rewrite.addWords(wordInstall(install), `-c ${constraints}`);
  return fixOf(`Lock the versions of ${nameStage(stage)} on the build platform`, {
    assumptions: [
      ...work.assumptions,
      "no requirement has a hash: pip takes no constraints without hashes beside it",
    ],
    edits: rewrite.edits,
  });
}

function runOf(step: RunStep, { instructions }: Beginning): Instruction {
  return instructions.find(({ line }) => line === step.line)!;
}

function fixOf(title: string, { assumptions, edits }: Pick<Fix, "assumptions" | "edits">): Remedy {
  const applicability = assumptions.length === 0 ? "safe" : "unsafe";
  return { fix: { title, applicability, assumptions, edits } };
}
