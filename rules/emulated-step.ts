import type { Analysis } from "../src/facts/analysis.ts";
import type { Finding } from "../src/rule/diagnostic.ts";
import type { Rule } from "../src/rule/rule.ts";
import { emulatedSteps, placeOf } from "../src/rule/emulation.ts";
import { prefilledBy } from "../src/rule/prefill.ts";
import { capitalise, costOn, nameCommand, nameTargets } from "../src/rule/wording.ts";
import { type FetchStage, fetchStage } from "./shared/fetch-stage.ts";
import { remedyFor } from "./shared/own-stage.ts";

export const emulatedStep: Rule = {
  id: "emulated-step",
  severity: "warning",
  summary: "a heavy RUN step runs under emulation and could run natively",
  docs: {
    what:
      `A \`RUN\` step that compiles, bundles, resolves or installs, in a stage that runs on the target ` +
      `platform, where there is a known way to do that work on the build platform. It is reported ` +
      `once a step, at its costliest command.`,
    why:
      `On a machine of another architecture the step runs under QEMU: 8 to 25 times slower for ` +
      `compilers, 6 to 8 times for pip (measured with qemu-user 7.2 on x86_64).`,
    bad: `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    good: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    exceptions:
      `Ignore it where every target is built on a machine of its own architecture, or say so: ` +
      `\`--target-platform\` with one platform and \`--build-platform\` with the same.`,
  },
  *check(analysis, { recipeOf, remarkOf }) {
    for (const step of emulatedSteps(analysis)) {
      const { main, targets, broken } = step;
      const { heavy } = main.recognition;
      if (!heavy?.native.possible || broken) continue;
      if (prefilledBy(step, analysis) !== undefined) continue;
      const cost = costOn(heavy.slowdown, step.stage, targets, analysis.graph);
      const remark = remarkOf(main.ecosystem)?.(step, analysis);
      const message = `${nameCommand(main)} runs under QEMU for ${nameTargets(targets, analysis.graph)}, ${cost}.`;
      yield {
        ...placeOf(step, main),
        message: remark === undefined ? message : `${message} ${remark}`,
        help: capitalise(heavy.native.how),
        remedy: () => remedyFor(main, step, analysis, recipeOf),
      };
    }
    for (const facts of analysis.stages) {
      const fetching = fetchStage(facts, analysis);
      if (fetching !== undefined) yield aboutFetching(fetching, analysis);
    }
  },
};

/** Installing packages takes seconds and minutes under emulation; a download alone is no trouble. */
function aboutFetching({ stage, targets, main, fix }: FetchStage, { graph }: Analysis): Finding {
  const slowdown = main?.recognition.heavy?.slowdown;
  const cost =
    slowdown === undefined
      ? ""
      : `; ${nameCommand(main!)} is ${costOn(slowdown, stage, targets, graph)}`;
  return {
    severity: slowdown === undefined ? "info" : "warning",
    span: stage.syntax.from.logical.span,
    stage: stage.label,
    ...(main && { ecosystem: main.ecosystem }),
    message:
      `Stage ${stage.label} only fetches and arranges files, and runs under QEMU for ` +
      `${nameTargets(targets, graph)}${cost}.`,
    help: "Put it on $BUILDPLATFORM: its files are the same whichever machine fetches them",
    remedy: () => ({ fix }),
  };
}
