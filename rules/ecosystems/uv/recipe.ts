import type { Analysis } from "../../../src/facts/analysis.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { refuse, type Remedy } from "../../../src/rule/fix.ts";
import { beginningOf, prefillRightBefore, workOf } from "../../../src/rule/prefill.ts";
import { Rewrite } from "../../../src/rule/rewrite.ts";
import { chainOf } from "../../shared/final-stage.ts";
import { nativeSources } from "../../shared/native-sources.ts";
import { nameStage, objectionToCommand, objectionToStep } from "../../shared/prefilled-step.ts";
import { PYTHON_PACKAGES, pythonTool, WRITTEN_BY_HAND } from "../../shared/python.ts";
import { checkRepeat } from "../../shared/repeat-stage.ts";
import { cacheInImage } from "./cache.ts";
import { environmentOf } from "./environment.ts";
import { objectionToResolving } from "./resolving.ts";
import { addNativeStage, PREPARED } from "./native-stage.ts";
import { objectionToEnvironment, objectionToOptions, objectionToVersion } from "./objections.ts";
import { VALUED } from "./work.ts";

/**
 * uv installs the wheels of the target into its virtual environment on the build platform, which is
 * copied in. The author's own RUN runs as it is, finds them installed, and has the last word.
 */
export function nativeUv(asked: EmulatedStep, analysis: Analysis): Remedy {
  if (asked.main.recognition.role !== "install") return refuse(WRITTEN_BY_HAND);
  const emulated = firstOfItsWork(asked, analysis);
  const { main: install, step, stage } = emulated;
  const uv = pythonTool(install.invocation, "uv")!;
  const [group, ...words] = uv.operands(VALUED);
  const isProject = group !== "pip";
  if (group === "add") return refuse("uv add changes the project: run it once, and keep uv.lock");
  const environment = environmentOf(uv, isProject);
  if ("refusal" in environment) return refuse(environment.refusal);
  const { folder } = environment;
  const beginning = beginningOf(stage, step, analysis);
  const objection =
    objectionToCommand(install.command, "uv") ??
    objectionToOptions(uv, words.slice(1)) ??
    objectionToStep(step, [folder], "uv") ??
    objectionToVersion(beginning, analysis) ??
    objectionToEnvironment(folder, isProject, beginning, install) ??
    objectionToResolving(uv, isProject, emulated, analysis) ??
    objectionToOlder(emulated, analysis);
  if (objection !== undefined) return refuse(objection);
  const check = checkRepeat(beginning, stage, new Map([[step, install.command]]), PYTHON_PACKAGES);
  if ("refusal" in check) return refuse(check.refusal);
  const rewrite = new Rewrite(analysis.graph);
  const sources = nativeSources(beginning, stage, "uv-binary", rewrite, analysis);
  if ("refusal" in sources) return refuse(sources.refusal);
  const work = { emulated, install, folder, isProject, beginning, sources };
  const name = addNativeStage(work, rewrite, analysis);
  const run = beginning.instructions.find(({ line }) => line === step.line)!;
  rewrite.insertBefore(run, [`${rewrite.keyword("COPY")} --from=${name} ${PREPARED}/ /`]);
  const cache = cacheInImage(emulated, uv, analysis);
  const assumptions = [
    ...check.assumptions,
    ...(cache === undefined
      ? []
      : [`nothing in the image asks for uv's cache (${cache}), in which uv leaves less`]),
  ];
  return {
    fix: {
      title: `Install the target's wheels for ${nameStage(stage)} on the build platform`,
      applicability: assumptions.length === 0 ? "safe" : "unsafe",
      assumptions,
      edits: rewrite.edits,
    },
  };
}

/** Of the layer of the packages and that of the project behind it, the first does the work. */
function firstOfItsWork(asked: EmulatedStep, analysis: Analysis): EmulatedStep {
  const work = workOf(asked.main);
  for (const stage of chainOf(asked.stage, analysis.graph).toReversed()) {
    for (const { step, main } of analysis.stages[stage.index]!.steps) {
      if (step === asked.step) return asked;
      if (main?.ecosystem === "uv" && workOf(main) === work) return { ...asked, stage, step, main };
    }
  }
  return asked;
}

function objectionToOlder(emulated: EmulatedStep, analysis: Analysis): string | undefined {
  const older = prefillRightBefore(emulated, analysis);
  return (
    older &&
    `stage ${older.label} prepares for another command: give uv the same words in both places`
  );
}
