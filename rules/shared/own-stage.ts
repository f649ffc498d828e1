import { type Analysis, factsOfStep, indexOfStep } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { oncePer } from "../../src/graph/once-per.ts";
import { detach } from "../../src/rule/detach.ts";
import { brokenCommand, type EmulatedStep, emulatedSteps } from "../../src/rule/emulation.ts";
import { type Fix, refuse, type Remedy } from "../../src/rule/fix.ts";
import { familyOf } from "../../src/rule/move.ts";
import type { RuleContext } from "../../src/rule/rule.ts";
import { separate } from "../../src/rule/separate.ts";
import { nameCommand } from "../../src/rule/wording.ts";
import { composeEdits, type TextEdit } from "../../src/text/edit.ts";
import { isWork, separableWork, type SeparableWork } from "./separable-work.ts";

type RecipeOf = RuleContext["recipeOf"];

/**
 * The answer to an emulated step: its ecosystem's own, and where that is none because the stage
 * ships, the same answer for the file with the work in a stage of its own. The new stage is read as
 * if the author had written it, so that whatever keeps a stage from moving keeps this one, too.
 */
export function remedyFor(
  fact: CommandFact,
  emulated: EmulatedStep,
  analysis: Analysis,
  recipeOf: RecipeOf,
): Remedy {
  const { works: all, objections } = separableWork(analysis);
  const works = all.filter((each) => [...each.steps, ...each.without].includes(emulated.step));
  const separated = () => firstOf(works, (work) => inOwnStage(work, analysis, recipeOf));
  // What is prepared for an install cannot be used where the build behind it runs natively.
  const isFirst = works.some(
    ({ work }) => !work.some(({ command }) => command === emulated.main.command),
  );
  const first = isFirst ? separated() : undefined;
  if (first !== undefined) return { fix: first };
  const apart = detached(fact, emulated, analysis, recipeOf);
  if (apart !== undefined && "fix" in apart) return apart;
  const none = "no recipe does this: it takes a change by hand";
  const own = recipeOf(fact.ecosystem)?.(emulated, analysis) ?? refuse(none);
  if ("fix" in own) return own;
  const fix = separated();
  if (fix !== undefined) return { fix };
  const objection = objections.get(emulated.step);
  if (objection === undefined || !isWork(fact.recognition)) return apart ?? own;
  const { label } = emulated.stage;
  return refuse(
    `stage ${label} ships, and this work cannot go into a stage of its own: ${objection}`,
  );
}

function firstOf<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The work of a stage that ships, done in a stage that does nothing else. */
function inOwnStage(
  { work, product, ...separation }: SeparableWork,
  analysis: Analysis,
  recipeOf: RecipeOf,
): Fix | undefined {
  const { stage, targets } = separation;
  const name = nameCommand(work[0]!);
  const edits = separate(separation, `${name} runs here, without emulation.`, analysis);
  const result = analysis.after(edits);
  const added = result.stages[stage.index]!;
  const { facts, step } = added.steps.at(-1)!;
  const main = facts.findLast(({ recognition }) => isWork(recognition));
  if (main === undefined) return undefined;
  const moving = {
    stage: added.stage,
    step,
    main,
    targets,
    broken: brokenCommand([main], targets),
  };
  const answer = answerAfter(edits, moving, result, recipeOf);
  if (answer === undefined || "refusal" in answer) return undefined;
  return {
    title: `Do ${name} in a stage of its own on the build platform`,
    applicability: "unsafe",
    assumptions: [product.assumption, ...answer.fix.assumptions],
    edits: answer.fix.edits,
  };
}

/** So many stages are tried: for each the file is read anew. */
const MAX_STAGES = 8;

/** The stages that could begin with an image of their own, with the file as it would be then. */
const detachable = oncePer((analysis: Analysis) => {
  const found = new Map<GraphStage, { edits: readonly TextEdit[]; result: Analysis }>();
  const tried = new Set<GraphStage>();
  for (const { stage } of emulatedSteps(analysis)) {
    if (tried.has(stage) || stage.platform.kind !== "target") continue;
    if (tried.size === MAX_STAGES) break;
    tried.add(stage);
    const edits = detach(stage, analysis);
    if (edits !== undefined) found.set(stage, { edits, result: analysis.after(edits) });
  }
  return found;
});

/**
 * The step of a stage that continues one that ships, where it begins with the image instead: its
 * move, or why it cannot move even so, as far as the lines are those of the file.
 */
function detached(
  fact: CommandFact,
  { stage, step, targets }: EmulatedStep,
  analysis: Analysis,
  recipeOf: RecipeOf,
): Remedy | undefined {
  const found = detachable(analysis).get(stage);
  if (found === undefined || step.inherited) return undefined;
  const was = analysis.stages[stage.index]!;
  const is = found.result.stages[stage.index]!;
  // What it repeats stands before its own steps.
  const place = indexOfStep(step, was) - was.steps.length;
  const { facts, step: same } = is.steps.at(place)!;
  const main = facts[factsOfStep(step, was).facts.indexOf(fact)]!;
  const broken = brokenCommand(facts, targets);
  const moving = { stage: is.stage, step: same, main, targets, broken };
  const answer = answerAfter(found.edits, moving, found.result, recipeOf);
  if (answer === undefined || "refusal" in answer) {
    return found.edits.some(({ text }) => text.includes("\n")) ? undefined : answer;
  }
  // What does not move may as well continue the stage that ships.
  const { root } = familyOf(is.stage, found.result);
  const { end } = analysis.graph.stages[root.index]!.syntax.from.keyword.span;
  if (!answer.fix.edits.some(({ start }) => start === end)) return undefined;
  const title = `${answer.fix.title}, with an image of its own to begin with`;
  return { fix: { ...answer.fix, title } };
}

/** What a recipe answers to a step of the file as edits make it, in edits of the file as it is. */
function answerAfter(
  edits: readonly TextEdit[],
  emulated: EmulatedStep,
  result: Analysis,
  recipeOf: RecipeOf,
): Remedy | undefined {
  const recipe = recipeOf(emulated.main.ecosystem);
  if (recipe === undefined || recipe.refuses) return undefined;
  const answer = recipe(emulated, result);
  if ("refusal" in answer) return answer;
  const composed = composeEdits(edits, answer.fix.edits);
  return composed && { fix: { ...answer.fix, edits: composed } };
}
