import type { Analysis } from "../../src/facts/analysis.ts";
import type { Origin } from "../../src/flow/operation.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import { ARCHITECTURES } from "../../src/platform/architectures.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { familyOf, pinAssumptions } from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import type { Span } from "../../src/text/span.ts";
import { objectionToTelling, reasonForPlatform } from "./leak-remedy.ts";
import { answerColumn, probesIn } from "./probes.ts";
import { knownTargets, sayByTarget } from "./target-case.ts";

/** A file that ships, and the question about the machine that decides what it is. */
export interface Asked {
  readonly origin: Origin;
  readonly step: RunStep;
}

/**
 * Lets the target answer where a stage asks for its own machine: every question of its steps gets
 * the answer that it would get there.
 * @param asked all files of the family that such a question decides on
 */
export function answerForTarget(asked: readonly Asked[], analysis: Analysis): Remedy {
  const [{ origin }] = asked as [Asked];
  const family = familyOf(origin.stage, analysis);
  const steps = family.members.flatMap((member) =>
    member.steps.map(({ step }) => ({ step, stage: member.stage, probes: probesIn(step) })),
  );
  const asking = steps.filter(({ probes }) => probes.length > 0);
  const objection =
    reasonForPlatform(family, analysis) ??
    objectionToTelling(
      asked.map((each) => each.origin),
      family,
      analysis,
    ) ??
    objectionToCompiler(asked);
  if (objection !== undefined) return refuse(objection);
  const other = asking.find(({ step }) => !asked.some((each) => each.step === step));
  if (other !== undefined) {
    return refuse(
      `line ${other.step.line} asks for the machine, too, and need not mean the target`,
    );
  }
  const rewrite = new Rewrite(analysis.graph);
  let isExact = true;
  for (const { step, stage, probes } of asking) {
    rewrite.declareArgs(stage, ["TARGETARCH"], step);
    for (const probe of probes) {
      const answer = answerTo(probe, analysis, rewrite);
      if ("refusal" in answer) return refuse(`line ${step.line}: ${answer.refusal}`);
      isExact &&= answer.isExact;
      rewrite.replace(answer.span, answer.text);
    }
  }
  const commands = asked.map((each) => each.origin.invocation!.command.span);
  const isInline = asking.every(({ probes }) =>
    probes.every(({ span }) => commands.some((command) => isWithin(span, command))),
  );
  const labels = [...new Set(asking.map(({ stage }) => stage.label))];
  const assumptions = [
    ...(isExact ? [] : ["the image is built for no platform beside linux/amd64, arm64 and arm/v7"]),
    ...(isInline ? [] : ["the answer chooses nothing that the stage itself runs"]),
    ...pinAssumptions(family),
  ];
  return {
    fix: {
      title: `Answer for the target in stage ${labels.join(" and ")}`,
      applicability: assumptions.length === 0 ? "safe" : "unsafe",
      assumptions,
      edits: rewrite.edits,
    },
  };
}

/** Other compilers than Go's need more than a name to work for another machine. */
function objectionToCompiler(asked: readonly Asked[]): string | undefined {
  for (const { origin, step } of asked) {
    const { fact, invocation } = origin;
    if (fact?.recognition.role !== "compile") continue;
    if (fact.ecosystem === "go" && invocation!.variable("CGO_ENABLED") === "0") continue;
    return fact.ecosystem === "go"
      ? `line ${step.line}: Go cross-compiles without cgo: set CGO_ENABLED=0 on the command`
      : `line ${step.line}: a compiler needs more than the target's name: a linker and libraries for it`;
  }
  return undefined;
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface Answer {
  readonly span: Span;
  readonly text: string;
  /** Whether it is right for every target. */
  readonly isExact: boolean;
}

/** What stands in the place of a question: `$TARGETARCH`, or a `case` with the names it would give. */
function answerTo(
  probe: ShellCommand,
  { graph }: Analysis,
  rewrite: Rewrite,
): Answer | { readonly refusal: string } {
  const column = answerColumn(probe);
  const question = probe.words.map(({ value }) => value).join(" ");
  if (column === undefined || probe.wrappers.length > 0) {
    return { refusal: `what ${question} answers on the target is more than a name that is known` };
  }
  const targets = knownTargets(graph, (row) => row[column] !== undefined);
  if ("unknown" in targets)
    return { refusal: `what ${question} answers on ${targets.unknown} is not known` };
  const { rows } = targets;
  if (rows.filter(({ goarch }) => goarch === "arm").length > 1) {
    return {
      refusal: `${question} answers for variants of arm that TARGETARCH does not tell apart`,
    };
  }
  const isExact = column === "goarch" || !graph.targets.includes("foreign");
  const own = rewrite.variable("TARGETARCH");
  if (rows.some((row) => row[column] !== row.goarch)) {
    // The next target that is declared is most often one of these.
    const all = ARCHITECTURES.filter((row) => rows.includes(row) || COMMON.has(row.docker));
    return { span: probe.span, text: sayByTarget(all, (row) => row[column], own), isExact };
  }
  const { source } = graph.dockerfile;
  const { start, end } = probe.span;
  const isWhole = source.text.slice(start - 2, start) === "$(" && source.text[end] === ")";
  return isWhole
    ? { span: { start: start - 2, end: end + 1 }, text: rewrite.variable("TARGETARCH"), isExact }
    : { span: probe.span, text: `echo ${own}`, isExact };
}

const COMMON: ReadonlySet<string> = new Set(["amd64", "arm64"]);
