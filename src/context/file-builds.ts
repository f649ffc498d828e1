import { formatTarget } from "../graph/execution.ts";
import type { GraphOptions } from "../graph/graph.ts";
import { type Platform, runsNatively } from "../platform/platform.ts";
import { parseDockerfile } from "../syntax/dockerfile.ts";
import { readStages } from "../graph/stage-syntax.ts";
import type { SourceText } from "../text/source.ts";
import type { Build, Note, Place } from "./build.ts";

/** For what a Dockerfile is built, as the files around it say. */
export interface FileBuilds {
  /**
   * One a combination of stage and arguments that is built for declared platforms. None: nobody
   * says what the file is built for.
   */
  readonly builds: readonly DeclaredBuild[];
  /** The stages that any build ships, by name or index. */
  readonly stages: readonly string[];
  /** The build context; undefined where it is not known, or builds do not agree. */
  readonly context: string | undefined;
  readonly notes: readonly Note[];
}

export interface DeclaredBuild {
  readonly options: GraphOptions;
  /** Where the platforms stand. */
  readonly places: readonly Place[];
}

/** A file that is built in more ways is analysed for the first ones. */
const MAX_BUILDS = 6;

/**
 * Puts together what is known of one Dockerfile's builds.
 * @param path the Dockerfile's, from the root of the repository
 */
export function buildsOfFile(
  builds: readonly Build[],
  path: string,
  source: SourceText,
): FileBuilds {
  const named = builds.filter(({ dockerfile }) => dockerfile === path);
  if (named.length === 0) return { builds: [], stages: [], context: undefined, notes: [] };
  const { stages, globalArgs } = readStages(parseDockerfile(source));
  const hasStage = (wanted: string) =>
    stages.some(({ name, index }) => name === wanted.toLowerCase() || String(index) === wanted);
  const own = named.filter(({ stage }) => stage === undefined || hasStage(stage));
  const declaredArgs = new Set(
    [...globalArgs, ...stages.flatMap(({ instructions }) => instructions)].flatMap(
      ({ name, assignments }) => (name === "ARG" ? assignments.map((each) => each.name.text) : []),
    ),
  );
  const groups = new Map<string, Build[]>();
  for (const build of own) {
    if (build.targets === undefined) continue;
    const args = [...build.args].filter(([name]) => declaredArgs.has(name)).toSorted();
    const key = JSON.stringify([build.stage?.toLowerCase(), args]);
    const group = { ...build, args: new Map(args) };
    groups.set(key, [...(groups.get(key) ?? []), group]);
  }
  const contexts = new Set(own.flatMap(({ context }) => context ?? []));
  return {
    builds: [...groups.values()].slice(0, MAX_BUILDS).map(declaredBuild),
    stages: [...new Set(own.map(({ stage }) => stage ?? String(stages.length - 1)))],
    context: contexts.size === 1 ? [...contexts][0] : undefined,
    notes: named
      .filter((build) => !own.includes(build))
      .map(({ from, stage }) => ({
        place: from,
        message: `builds stage ${stage}, which ${path} does not have`,
      })),
  };
}

/** Builds that differ in nothing but platforms and machines, as one. */
function declaredBuild(builds: readonly Build[]): DeclaredBuild {
  const targets = distinct(builds.flatMap((build) => build.targets ?? []));
  const [{ stage, args }] = builds as [Build];
  const machines = distinct(
    builds.flatMap(({ machine }) => (machine === undefined || machine === "any" ? [] : [machine])),
  );
  const native = targets.filter((target) => isNative(target, builds));
  // Nobody says where it is built: an image for one platform alone is built on such a machine.
  const alone = targets.length === 1 && builds.every(({ machine }) => machine === undefined);
  const places = new Map(builds.map(({ from }) => [`${from.path}:${from.line}`, from]));
  return {
    options: {
      targets,
      buildPlatform: machines.length === 1 ? machines[0] : undefined,
      nativeTargets: alone ? targets : native,
      stage,
      buildArgs: args.size > 0 ? args : undefined,
    },
    places: [...places.values()],
  };
}

/** Whether every machine that is known to build for a target runs its programs natively. */
function isNative(target: Platform, builds: readonly Build[]): boolean {
  const machines = builds
    .filter(({ targets }) => targets?.some((each) => formatTarget(each) === formatTarget(target)))
    .flatMap(({ machine }) => machine ?? []);
  return (
    machines.length > 0 &&
    machines.every((machine) => machine === "any" || runsNatively(machine, target))
  );
}

function distinct(platforms: readonly Platform[]): Platform[] {
  return [...new Map(platforms.map((each) => [formatTarget(each), each])).values()];
}
