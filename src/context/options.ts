import type { AnalysisOptions } from "../engine/lint.ts";
import { formatTarget } from "../graph/execution.ts";
import type { GraphOptions } from "../graph/graph.ts";
import type { Place } from "./build.ts";
import type { FileBuilds } from "./file-builds.ts";

/**
 * What a file is analysed for: what is given goes before what was found around it, each for itself.
 * @param nameOf how reports name a path of the repository
 */
export function completeOptions(
  given: AnalysisOptions,
  found: FileBuilds,
  nameOf: (path: string) => string,
): AnalysisOptions {
  const otherStages = found.stages;
  const [main, ...others] = found.builds.map(({ options }) => withGiven(options, given, found));
  // Who says what the image is built for means this build and no other.
  if (given.targets !== undefined || main === undefined) return { ...given, otherStages };
  const platforms = found.builds.flatMap(({ options }) => options.targets ?? []).map(formatTarget);
  const places = found.builds.flatMap((build) => build.places).map((place) => named(place, nameOf));
  return {
    ...given,
    ...main,
    otherBuilds: distinct([main, ...others]).slice(1),
    builtFor: { platforms: [...new Set(platforms)], places: [...new Set(places)] },
  };
}

function withGiven(
  found: GraphOptions,
  { buildPlatform, stage, buildArgs }: GraphOptions,
  { stages }: FileBuilds,
): GraphOptions {
  const machine = buildPlatform === undefined ? {} : { buildPlatform, nativeTargets: undefined };
  return {
    ...found,
    ...machine,
    stage: stage ?? found.stage,
    buildArgs:
      buildArgs === undefined
        ? found.buildArgs
        : new Map([...(found.buildArgs ?? []), ...buildArgs]),
    otherStages: stages,
  };
}

/** Builds can become alike by what is given for all of them. */
function distinct(builds: readonly GraphOptions[]): GraphOptions[] {
  const keyOf = ({ buildArgs, ...rest }: GraphOptions) =>
    JSON.stringify([rest, [...(buildArgs ?? [])]]);
  return [...new Map(builds.map((build) => [keyOf(build), build])).values()];
}

function named({ path, line }: Place, nameOf: (path: string) => string): string {
  return `${nameOf(path)}:${line}`;
}
