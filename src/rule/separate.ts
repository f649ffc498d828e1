import type { Analysis } from "../facts/analysis.ts";
import type { GraphStage } from "../graph/graph.ts";
import type { LayerStep, RunStep } from "../graph/steps.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { beginningOf, runUpTo } from "./prefill.ts";
import { Rewrite } from "./rewrite.ts";

/*
 * Separating: a stage that has to stay where it is hands commands of one of its steps to a stage of
 * their own. That one repeats what stands before them, and what they make is copied back. On which
 * platform it runs is then for the recipes to say, as of any stage.
 */

/** A RUN that is a plain list, with the commands in it that go. */
export interface Separable {
  readonly head: readonly ShellCommand[];
  /** Side by side. */
  readonly going: readonly ShellCommand[];
  readonly tail: readonly ShellCommand[];
  /** What to take out of the file. */
  readonly cut: Span;
}

/**
 * Splits a RUN around commands that stand side by side in it; undefined where it is no list of
 * plain commands, joined by `&&` or `;`. In such a list a program can be left out and started
 * elsewhere: it changes neither variables nor the folder of the shell that starts it. Where the list
 * goes on if the program fails, it would not do so any more: then it cannot be split, either.
 * @param set the commands that go; those that are in other steps do not matter
 */
export function splitList(
  { script, run }: RunStep,
  set: ReadonlySet<ShellCommand>,
): Separable | undefined {
  if (script.kind !== "shell" || run.exec || run.args.text.includes("<<")) return undefined;
  const { text, commands } = script.script;
  const list = commands.filter(({ enclosure }) => enclosure === undefined);
  let end = 0;
  let stops = false;
  let chain: ShellCommand[] = [];
  for (const [index, command] of list.entries()) {
    const { span } = command;
    const gap = text.text.slice(end, text.indexOf(span.start)).trim();
    if (index === 0 ? gap !== "" : !/^(&&|;)$/.test(gap)) return undefined;
    if (gap === ";") {
      if (toleratesFailure(chain, set, stops)) return undefined;
      chain = [];
    }
    chain.push(command);
    stops ||= stopsAtFailures(command);
    end = text.indexOf(span.end);
  }
  if (!/^;?$/.test(text.text.slice(end).trim())) return undefined;
  const goes = (command: ShellCommand) => set.has(command);
  const first = list.findIndex(goes);
  const last = list.findLastIndex(goes);
  const going = list.slice(first, last + 1);
  if (first < 0 || !going.every(goes)) return undefined;
  const [head, tail] = [list.slice(0, first), list.slice(last + 1)];
  const cut = {
    start: tail.length > 0 || first === 0 ? going[0]!.span.start : head.at(-1)!.span.end,
    end: tail[0]?.span.start ?? going.at(-1)!.span.end,
  };
  return { head, going, tail, cut };
}

/**
 * Whether a list goes on behind commands joined by `&&` where one that is to go fails. After `set -e`
 * it does not if that is the last of them (POSIX, set: "any command of an AND-OR list other than the
 * last").
 */
function toleratesFailure(
  chain: readonly ShellCommand[],
  set: ReadonlySet<ShellCommand>,
  stops: boolean,
): boolean {
  const first = chain.findIndex((command) => set.has(command));
  return first >= 0 && !(stops && first === chain.length - 1);
}

/** `set -e`, `set -eux`, `set -o errexit` */
function stopsAtFailures({ name, words }: ShellCommand): boolean {
  const args = words.slice(1).map(({ value }) => value);
  return name === "set" && args.some((arg) => /^-[a-z]*e|^errexit$/.test(arg));
}

/** Commands that leave a stage, and what it gets back of them. */
export interface Separation extends Separable {
  readonly stage: GraphStage;
  readonly step: RunStep;
  /** Absolute paths, the same in both stages. */
  readonly made: readonly string[];
  /** What the new stage runs behind the commands, as ` && rm -r /tmp/x`. */
  readonly ending: string;
  /** Whether what is made is copied before what stays of the RUN, not after it. */
  readonly copyFirst: boolean;
  /** Whether nothing of the RUN is worth keeping. */
  readonly whole: boolean;
  /** What else the stage has no use for any more. */
  readonly without: readonly LayerStep[];
}

/**
 * The edits that put the commands into a stage of their own, right before the stage that they leave.
 * @param comment what stands above it, without the `#`
 */
export function separate(
  separation: Separation,
  comment: string,
  analysis: Analysis,
): readonly TextEdit[] {
  const { stage, step, going, cut, made, ending, copyFirst, whole, without } = separation;
  const { graph } = analysis;
  const rewrite = new Rewrite(graph);
  const { root, instructions } = beginningOf(stage, step, analysis);
  const run = instructions.at(-1)!;
  const name = rewrite.stageName("builder", stage);
  const [FROM, AS, COPY] = ["FROM", "AS", "COPY"].map((keyword) => rewrite.keyword(keyword));
  rewrite.addStage(
    [
      `# ${comment}`,
      `${FROM} ${root.syntax.base!.text} ${AS} ${name}`,
      ...instructions.slice(0, -1).map((each) => rewrite.textOf(each)),
      runUpTo(going.at(-1)!, run, graph, new Map(), ending),
    ],
    stage,
  );
  const copies = made.map((path) => `${COPY} --from=${name} ${path} ${path}`);
  if (whole) rewrite.replaceInstruction(run, copies);
  else {
    if (copyFirst) rewrite.insertBefore(run, copies);
    else rewrite.insertAfter(run, copies);
    rewrite.replace(cut, "");
  }
  for (const each of without) {
    rewrite.remove(stage.syntax.instructions.find(({ line }) => line === each.line)!);
  }
  return rewrite.edits;
}
