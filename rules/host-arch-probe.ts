import type { Analysis } from "../src/facts/analysis.ts";
import { isConditional } from "../src/facts/script-state.ts";
import type { Origin } from "../src/flow/operation.ts";
import { formatPath } from "../src/flow/paths.ts";
import { type ForeignFile, foreignFiles } from "../src/flow/shipped.ts";
import type { RunStep } from "../src/graph/steps.ts";
import type { Finding } from "../src/rule/diagnostic.ts";
import type { Rule } from "../src/rule/rule.ts";
import { nameTargets } from "../src/rule/wording.ts";
import type { ShellCommand } from "../src/syntax/shell.ts";
import { familyOf } from "../src/rule/move.ts";
import { type Asked, answerForTarget } from "./shared/answer-for-target.ts";
import { isRunWhereItWasMade } from "./shared/host-tools.ts";
import { nameMachine, targetsOtherThan } from "./shared/machines.ts";
import { answersOf, asksForMachine, probesIn } from "./shared/probes.ts";

export const hostArchProbe: Rule = {
  id: "host-arch-probe",
  severity: "error",
  summary: "a native stage asks for its own machine to choose what ships",
  docs: {
    what:
      `\`uname -m\`, \`arch\`, \`dpkg --print-architecture\`, \`apk --print-arch\`, \`process.arch\`, ` +
      `\`platform.machine()\`, \`go env GOARCH\`, \`rustc -vV\` and their kind, in a stage on ` +
      `\`$BUILDPLATFORM\` or on a constant platform, where the answer decides on a file that ships.`,
    why:
      `In such a stage they answer for the machine that builds: an image for arm64 that is built on ` +
      `amd64 gets the download for x86_64. It is what breaks first when a stage is moved to the build ` +
      `platform, and nothing fails until the image runs.`,
    bad: `FROM --platform=$BUILDPLATFORM alpine:3.22 AS fetch
RUN wget -O /tool https://example.com/tool-$(uname -m)

FROM alpine:3.22
COPY --from=fetch /tool /usr/local/bin/tool
`,
    good: `FROM --platform=$BUILDPLATFORM alpine:3.22 AS fetch
ARG TARGETARCH
RUN wget -O /tool https://example.com/tool-$TARGETARCH

FROM alpine:3.22
COPY --from=fetch /tool /usr/local/bin/tool
`,
    exceptions:
      `Nothing is reported in a stage on the target platform, where the answer is right, and of a ` +
      `tool that serves the build and does not ship.`,
    fix:
      `Every such question of the stage gets the answer that the target would give: \`$TARGETARCH\`, or a ` +
      `\`case\` with the names of \`uname\`, dpkg, apk or Node. It is safe where the answer is known for ` +
      `every target and goes into the command that makes the file and nowhere else; with a ` +
      `variable in between it may choose what the stage runs, too. Where the stage runs the file, where ` +
      `a compiler needs more than a name, and where another step asks for its own sake, there is none.`,
  },
  *check(analysis) {
    const reported = new Set<number>();
    const asked: Asked[] = [];
    for (const file of foreignFiles(analysis)) {
      const { origin } = file.arrival;
      const probe = probeBehind(origin);
      const finding = probe && report(file, probe, analysis);
      if (probe === undefined || finding === undefined) continue;
      asked.push({ origin, step: origin.step! });
      if (reported.has(probe.span.start)) continue;
      reported.add(probe.span.start);
      const family = familyOf(origin.stage, analysis);
      const isOwn = (each: Asked) => familyOf(each.origin.stage, analysis) === family;
      yield { ...finding, remedy: () => answerForTarget(asked.filter(isOwn), analysis) };
    }
  },
};

/** The question whose answer decides what a command makes. */
function probeBehind({ step, invocation, binding }: Origin): ShellCommand | undefined {
  if (step === undefined || invocation === undefined || binding === "target-bound")
    return undefined;
  const probes = probesIn(step);
  if (probes.length === 0) return undefined;
  const { command } = invocation;
  const values = command.assignments.map(({ name }) => invocation.variable(name) ?? "");
  const text = [...invocation.args, ...values].join(" ");
  const inside = probes.find(({ span }) => isWithin(span, command.span));
  if (inside !== undefined) return inside;
  if (asksForMachine(text)) return probes[0];
  // Where the target is looked at, too, that may be what decides.
  if (/\bTARGET(ARCH|PLATFORM|VARIANT)\b/.test(step.run.logical.text)) return undefined;
  return isConditional(command) || usesChoice(text, step) ? probes[0] : undefined;
}

function isWithin(
  inner: { readonly start: number; readonly end: number },
  outer: { readonly start: number; readonly end: number },
): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether a text has a variable that the branches of the script set: `case $(uname -m) in`. */
function usesChoice(text: string, { script }: RunStep): boolean {
  if (script.kind !== "shell") return false;
  const used = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name));
  return script.script.commands.some(
    (command) => isConditional(command) && command.assignments.some(({ name }) => used.has(name)),
  );
}

function report(file: ForeignFile, probe: ShellCommand, analysis: Analysis): Finding | undefined {
  const { crossing, machine } = file;
  const { origin } = file.arrival;
  const targets = targetsOtherThan(machine, analysis);
  const isTool = !crossing.exact && isRunWhereItWasMade(origin);
  if (targets.length === 0 || isTool) return undefined;
  const [amd64, arm64] = answersOf(probe);
  const question = [probe.name, ...probe.words.slice(1).map(({ value }) => value)].join(" ");
  return {
    message:
      `${question} in stage ${origin.stage.label} answers for ${nameMachine(machine)}: ` +
      `${formatPath(file.arrival.path)}, which depends on it, ships in the image for ` +
      `${nameTargets(targets, analysis.graph)}.`,
    help:
      amd64 === "amd64"
        ? "Use $TARGETARCH in its place, with ARG TARGETARCH above"
        : `Choose by TARGETARCH, with ARG TARGETARCH above: ${amd64} for amd64, ${arm64} for arm64`,
    span: probe.span,
    stage: origin.stage.label,
    related: [
      { message: "made here", span: origin.span },
      { message: "copied here", span: crossing.span },
    ],
  };
}
