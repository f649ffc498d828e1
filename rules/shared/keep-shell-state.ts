import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { ShellWord } from "../../src/syntax/shell-word.ts";

/** An instruction that gives all that follows what a shell had for itself. */
export interface Lasting {
  readonly keyword: "ENV" | "WORKDIR";
  readonly value: string;
  /** What is taken for granted: what follows has done without so far. */
  readonly assumption: string;
}

/** Writes the instruction in the place of a RUN that does nothing else, or else below it. */
export function makeLast(
  { keyword, value, assumption }: Lasting,
  step: RunStep,
  stage: GraphStage,
  graph: BuildGraph,
): Remedy {
  const rewrite = new Rewrite(graph);
  const line = `${rewrite.keyword(keyword)} ${value}`;
  const instruction = stage.syntax.instructions.find((each) => each.line === step.line)!;
  const isAlone =
    step.script.kind === "shell" &&
    step.script.script.commands.length === 1 &&
    instruction.flags.length === 0;
  if (isAlone) rewrite.replace(instruction.span, line);
  else rewrite.insertAfter(instruction, [line]);
  const title = `Write ${keyword} ${value}`;
  return {
    fix: { title, applicability: "unsafe", assumptions: [assumption], edits: rewrite.edits },
  };
}

/** `ENV` with what an `export` sets, where the builder reads it as the shell does. */
export function exportAsEnv(
  words: readonly ShellWord[],
  { environment }: RunStep,
): Lasting | Remedy {
  const text = words.map(({ raw }) => raw.text).join(" ");
  if (/[\\`~;&|]|\$[^A-Za-z_{]|\$\{\w+[^\w}]/.test(text)) {
    return refuse("what is exported is worked out by the shell: an ENV would be something else");
  }
  const unset = [...text.matchAll(/\$\{?(\w+)/g)].find(
    ([, name]) => name !== "PATH" && environment.get(name!) === undefined,
  );
  if (unset !== null && unset !== undefined) {
    return refuse(`${unset[1]} is set by the shell: an ENV does not know it`);
  }
  const assumption = "what follows is meant to see it: it has gone without so far";
  return { keyword: "ENV", value: text, assumption };
}
