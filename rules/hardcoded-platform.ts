import type { Analysis } from "../src/facts/analysis.ts";
import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import { formatPlatform } from "../src/platform/platform.ts";
import type { Rule } from "../src/rule/rule.ts";
import { flagNamed } from "../src/syntax/instruction.ts";
import { constantPlatform, namesPlatform } from "./shared/constant-platform.ts";
import { shippedStage } from "./shared/final-stage.ts";
import { equipsNativeStages, releaseStage } from "./shared/pinned-stage.ts";

export const hardcodedPlatform: Rule = {
  id: "hardcoded-platform",
  severity: "warning",
  summary: "FROM pins a stage to one platform",
  aliases: ["DL3029", "FromPlatformFlagConstDisallowed"],
  docs: {
    what:
      `A \`FROM\` with a constant \`--platform\`, such as \`--platform=linux/amd64\`, in a stage that ` +
      `serves the build. Of the stage that ships, pinned-final-stage speaks.`,
    why:
      `The stage then runs on that platform whatever machine builds and whatever the image is built ` +
      `for: on every other machine under QEMU. What it compiles is for that platform, too.`,
    bad: `FROM --platform=linux/amd64 node:22 AS assets
WORKDIR /app
COPY . .
RUN npm ci && npm run build

FROM nginx:1.27
COPY --from=assets /app/dist /usr/share/nginx/html
`,
    good: `FROM --platform=$BUILDPLATFORM node:22 AS assets
WORKDIR /app
COPY . .
RUN npm ci && npm run build

FROM nginx:1.27
COPY --from=assets /app/dist /usr/share/nginx/html
`,
    exceptions:
      `Nothing is reported where the stage's name holds the architecture (\`AS build-amd64\`), as ` +
      `BuildKit's own check does it, where nothing runs in the stage and files are only taken from ` +
      `it into stages of the target, where the stage is not needed for the one that is built, and where the project is declared ` +
      `to build for one platform.`,
  },
  *check(analysis: Analysis, context) {
    const { graph } = analysis;
    const single = graph.targets.length === 1 && graph.targets[0] !== "foreign";
    if (single) return;
    const shipped = shippedStage(graph);
    for (const stage of graph.stages) {
      const pinned = constantPlatform(stage);
      if (pinned === undefined || namesPlatform(stage, pinned)) continue;
      // Of the image itself pinned-final-stage speaks.
      if (!stage.reachable || stage === shipped?.root) continue;
      const runs = runsSomething(stage, graph);
      // Files are only taken from it: nothing runs, and the same files for all targets are meant.
      if (!runs && !equipsNativeStages(stage, graph)) continue;
      const effect = runs
        ? "it is emulated on every other machine that builds"
        : "stages of the build platform take programs for that machine from it, whatever machine builds";
      yield {
        message: `Stage ${stage.label} is pinned to ${formatPlatform(pinned)}: ${effect}.`,
        help: "Use --platform=$BUILDPLATFORM if its files run anywhere or are cross-compiled; else remove the flag",
        span: flagNamed(stage.syntax.from, "platform")!.raw.span,
        stage: stage.label,
        remedy: () => releaseStage(stage, analysis, context),
      };
    }
  },
};

/** Whether the stage, or one that continues it, has a RUN. */
function runsSomething(stage: GraphStage, graph: BuildGraph): boolean {
  const continued = graph.stages.filter(
    ({ base }) => base.known && base.value.kind === "stage" && base.value.index === stage.index,
  );
  return stage.steps.length > 0 || continued.some((each) => runsSomething(each, graph));
}
