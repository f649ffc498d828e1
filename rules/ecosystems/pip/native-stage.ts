import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { type Beginning, runUpTo } from "../../../src/rule/prefill.ts";
import type { Rewrite } from "../../../src/rule/rewrite.ts";
import type { Instruction } from "../../../src/syntax/instruction.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import type { ShellWord } from "../../../src/syntax/shell-word.ts";
import { type NewEnvironment, setAside } from "./environment.ts";
import type { PipStep } from "./group.ts";

/** Where Python looks for what makes pip pretend, and where the stage puts what others take. */
const HOOK = "/prefill/sitecustomize.py";
export const PREPARED = "/prefilled";

/** What a strategy has the native stage do. */
export interface NativeWork {
  /** What the stage is for: lines of comment. */
  readonly about: readonly string[];
  /** The text of `sitecustomize.py`. */
  readonly hook: string;
  /** Options that pip gets besides the author's. */
  readonly options: readonly string[];
  /** What follows the last pip of a RUN. */
  readonly ending: string;
  /** The environment that is set aside as soon as it is made. */
  readonly environment?: NewEnvironment | undefined;
}

/**
 * Puts a stage in front of another one that repeats its beginning on the build platform, with a pip
 * that pretends to be on the target. Returns the new stage's name.
 */
export function addNativeStage(
  stage: GraphStage,
  group: readonly PipStep[],
  { root, instructions }: Beginning,
  work: NativeWork,
  rewrite: Rewrite,
  analysis: Analysis,
): string {
  const name = rewrite.stageName("wheels", stage);
  const key = (keyword: string) => rewrite.keyword(keyword);
  const platform = rewrite.variable("BUILDPLATFORM");
  const byLine = new Map(group.map((each) => [each.step.line, each]));
  const first = group[0]!.step;
  const args = ["TARGETARCH", "TARGETVARIANT"].filter(
    (arg) => first.environment.get(arg) === undefined,
  );
  const lines = [
    ...work.about.map((line) => `# ${line}`),
    `${key("FROM")} --platform=${platform} ${root.syntax.base!.text} ${key("AS")} ${name}`,
  ];
  for (const each of instructions) {
    const own = byLine.get(each.line);
    if (own?.step === first) {
      lines.push(...hookLines(key("COPY"), work.hook, stage, analysis));
      lines.push(`${key("RUN")} mkdir ${PREPARED}`);
      if (args.length > 0) lines.push(`${key("ARG")} ${args.join(" ")}`);
    }
    lines.push(
      own === undefined
        ? repeated(each, work, rewrite, analysis)
        : pretending(own, each, work, rewrite, analysis),
    );
  }
  rewrite.addStage(lines, stage);
  return name;
}

/** An instruction of the author's, with what sets aside the environment that it makes. */
function repeated(
  each: Instruction,
  { environment }: NativeWork,
  rewrite: Rewrite,
  { graph }: Analysis,
): string {
  const text = rewrite.textOf(each);
  if (environment?.step.line !== each.line) return text;
  const end = environment.command.span.end - each.span.start;
  return `${text.slice(0, end)}${setAside(environment, graph.dockerfile)}${text.slice(end)}`;
}

/** The author's RUN up to its last pip, each of which pretends to be on the target. */
function pretending(
  { step, installs }: PipStep,
  run: Instruction,
  { options, ending, environment }: NativeWork,
  rewrite: Rewrite,
  { graph }: Analysis,
): string {
  const isSet = step.environment.get("PYTHONPATH") !== undefined;
  const path = isSet ? `/prefill:${rewrite.variable("PYTHONPATH")}` : "/prefill";
  const added = new Map<number, string>();
  if (environment?.step === step)
    added.set(environment.command.span.end, setAside(environment, graph.dockerfile));
  for (const command of installs) {
    added.set(command.span.start, `PYTHONPATH=${path} `);
    if (options.length > 0) added.set(wordInstall(command).span.end, ` ${options.join(" ")}`);
  }
  return runUpTo(installs.at(-1)!, run, graph, added, ending);
}

export function wordInstall({ words }: ShellCommand): ShellWord {
  return words.find(({ value }) => value === "install")!;
}

/** The hook is written once in a file; other stages take it from the first. */
function hookLines(
  COPY: string,
  hook: string,
  { index }: GraphStage,
  { graph }: Analysis,
): string[] {
  const isHook = ({ name, words, heredocs }: Instruction) =>
    name === "COPY" &&
    words.at(-1)?.text === HOOK &&
    heredocs[0]?.content.text.replaceAll("\r", "").trimEnd() === hook;
  const known = graph.stages.slice(0, index).find(({ syntax }) => syntax.instructions.some(isHook));
  if (known?.name !== undefined) return [`${COPY} --from=${known.name} /prefill/ /prefill/`];
  return [`${COPY} <<'END' ${HOOK}`, ...hook.split("\n"), "END"];
}
