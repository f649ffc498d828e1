import { formatPlatform } from "../src/platform/platform.ts";
import type { BuildGraph, StagePlatform } from "../src/graph/graph.ts";
import { dropFlag } from "./shared/platform-flag.ts";
import type { Rule } from "../src/rule/rule.ts";

export const ignoredPlatformFlag: Rule = {
  id: "ignored-platform-flag",
  severity: "warning",
  unnecessary: true,
  summary: "--platform on FROM of an earlier stage does nothing",
  docs: {
    what:
      `A \`FROM --platform=X stage\` where \`stage\` is an earlier stage of the file that is on ` +
      `another platform than X.`,
    why:
      `A stage takes the platform of the stage that it continues; BuildKit drops the flag without a ` +
      `word (dockerfile2llb/convert.go:init, moby/buildkit#2946). Whoever wrote it believes that the ` +
      `steps run somewhere else than they do.`,
    bad: `FROM golang:1.24 AS base
WORKDIR /src

FROM --platform=$BUILDPLATFORM base AS build
RUN go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    good: `FROM --platform=$BUILDPLATFORM golang:1.24 AS base
WORKDIR /src

FROM base AS build
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    exceptions: `A flag that asks for what the stage has anyway is not reported.`,
  },
  *check({ graph }) {
    for (const stage of graph.stages) {
      const { syntax, flag, platform, base, label } = stage;
      if (!base.known || base.value.kind !== "stage" || flag === undefined) continue;
      if (flag.kind === "unknown" || platform.kind === "unknown" || same(flag, platform)) continue;
      const parent = graph.stages[base.value.index]!;
      yield {
        message:
          `BuildKit ignores ${syntax.platformFlag!.text} here: stage ${label} continues stage ` +
          `${parent.label} and is on ${describe(platform)}, as that is.`,
        help: `Set the platform where stage ${rootOf(parent.label, graph)} begins, or remove the flag`,
        span: syntax.from.flags.find(({ name }) => name === "platform")!.raw.span,
        related: [
          { message: `stage ${parent.label} begins here`, span: parent.syntax.from.logical.span },
        ],
        stage: label,
        remedy: () =>
          dropFlag(stage, graph, `Remove the --platform of stage ${label}, which BuildKit ignores`),
      };
    }
  },
};

function rootOf(label: string, graph: BuildGraph): string {
  let stage = graph.stages.findLast((each) => each.label === label)!;
  while (stage.base.known && stage.base.value.kind === "stage") {
    stage = graph.stages[stage.base.value.index]!;
  }
  return stage.label;
}

function same(a: StagePlatform, b: StagePlatform): boolean {
  return describe(a) === describe(b);
}

function describe(platform: StagePlatform): string {
  switch (platform.kind) {
    case "build":
      return "the build platform";
    case "target":
      return "the target platform";
    case "constant":
      return formatPlatform(platform.platform);
    case "unknown":
      return "an unknown platform";
  }
}
