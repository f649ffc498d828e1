import { formatPlatform, normalizePlatform, parsePlatform } from "../src/platform/platform.ts";
import type { Analysis } from "../src/facts/analysis.ts";
import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import type { Rule } from "../src/rule/rule.ts";

export const hardcodedPlatform: Rule = {
  id: "hardcoded-platform",
  severity: "warning",
  summary: "FROM pins a stage to one platform",
  aliases: ["DL3029", "FromPlatformFlagConstDisallowed"],
  docs: {
    what: `A \`FROM\` with a constant \`--platform\`, such as \`--platform=linux/amd64\`.`,
    why:
      `The stage then runs on that platform whatever machine builds and whatever the image is built ` +
      `for. A stage that prepares files is emulated on every other machine; a stage that ships gives ` +
      `an image of the wrong architecture under the right label, because BuildKit writes the ` +
      `requested platform into the image's configuration (dockerfile2llb/convert.go:finalizeResultImage).`,
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
      `it, and where the project is declared to build for one platform.`,
  },
  *check({ graph }: Analysis) {
    const single = graph.targets.length === 1 && graph.targets[0] !== "foreign";
    if (single) return;
    for (const stage of graph.stages) {
      const pinned = constantPlatform(stage);
      if (pinned === undefined) continue;
      const feedsOthers = !stage.final && !isParentOfTheFinalStage(stage, graph);
      // Files are only taken from it: nothing runs, and the same files for all targets are meant.
      if (feedsOthers && !runsSomething(stage, graph)) continue;
      yield {
        message: feedsOthers
          ? `Stage ${stage.label} is pinned to ${pinned}: it is emulated on every other machine that builds.`
          : `Stage ${stage.label} is pinned to ${pinned}: the image holds ${pinned} files whatever platform it is built for.`,
        help: feedsOthers
          ? "Use --platform=$BUILDPLATFORM if its files run anywhere or are cross-compiled; else remove the flag"
          : "Remove the flag: the stage then follows the platform that is asked for",
        span: stage.syntax.from.flags.find(({ name }) => name === "platform")!.raw.span,
        stage: stage.label,
      };
    }
  },
};

/** The platform that a flag names without any variable; undefined where the name shows intent. */
function constantPlatform({ syntax, base }: GraphStage): string | undefined {
  const flag = syntax.platformFlag?.text ?? "";
  // Of a stage that is FROM another stage BuildKit ignores the flag: see ignored-platform-flag.
  if (flag === "" || flag.includes("$") || (base.known && base.value.kind === "stage")) return;
  const platform = parsePlatform(flag);
  if (platform === undefined) return undefined;
  // dockerfile2llb/validations.go:reportConstPlatformDisallowed
  const { os, architecture } = platform;
  const name = syntax.name ?? "";
  return name.includes(os) || name.includes(architecture)
    ? undefined
    : formatPlatform(normalizePlatform(platform));
}

/** Whether the stage, or one that continues it, has a RUN. */
function runsSomething(stage: GraphStage, graph: BuildGraph): boolean {
  const continued = graph.stages.filter(
    ({ base }) => base.known && base.value.kind === "stage" && base.value.index === stage.index,
  );
  return stage.steps.length > 0 || continued.some((each) => runsSomething(each, graph));
}

function isParentOfTheFinalStage(stage: GraphStage, graph: BuildGraph): boolean {
  let current = graph.stages.find(({ final }) => final);
  while (current?.base.known && current.base.value.kind === "stage") {
    current = graph.stages[current.base.value.index];
    if (current === stage) return true;
  }
  return false;
}
