import type { StepFacts } from "../src/facts/analysis.ts";
import type { CommandFact } from "../src/facts/facts.ts";
import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import { joinPath, type RunStep } from "../src/graph/steps.ts";
import type { Finding } from "../src/rule/diagnostic.ts";
import { refuse, type Remedy } from "../src/rule/fix.ts";
import { Rewrite } from "../src/rule/rewrite.ts";
import type { Rule } from "../src/rule/rule.ts";
import type { BuilderFlag } from "../src/syntax/builder-flags.ts";
import { type Mount, readMounts, targetOf } from "../src/syntax/mount.ts";

export const sharedCacheMount: Rule = {
  id: "shared-cache-mount",
  severity: "warning",
  summary: "a cache mount mixes what belongs to several architectures",
  docs: {
    what:
      `A \`RUN --mount=type=cache\` in a stage on the target platform that holds what is bound to an ` +
      `architecture, under an id that all targets share: apt's and apk's folders, cargo's \`target\`, ` +
      `\`node_modules\`, virtual environments, build folders of C and C++.`,
    why:
      `BuildKit keys a cache mount by its id, or else by its target folder, and not by the platform ` +
      `(moby/buildkit#2598), and builds for several platforms run at the same time. apt then fails on ` +
      `the lock of the other build (moby/buildkit#1662), apk reads the package index of another ` +
      `architecture (docker/buildx#549), and an image can get a binary that was built for the other.`,
    bad: `FROM debian:12
RUN --mount=type=cache,target=/var/lib/apt \\
    --mount=type=cache,target=/var/cache/apt \\
    apt-get update && apt-get install -y ffmpeg
`,
    good: `FROM debian:12
RUN --mount=type=cache,target=/var/lib/apt,sharing=locked \\
    --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    apt-get update && apt-get install -y ffmpeg
`,
    exceptions:
      `Nothing is reported for caches whose entries say what they are for, or that hold sources (pip, ` +
      `npm, Go, cargo's registry, Maven, Gradle, ccache), in native stages, where one platform is ` +
      `declared, and for an id with a variable that may tell the targets apart. \`sharing=locked\` and ` +
      `\`sharing=private\` are enough for apt and cargo.`,
    fix:
      `\`sharing=locked\` where that is enough, else an id with the target's architecture. It is safe: a ` +
      `cache is no part of the image, and every build must get along with an empty one.`,
  },
  *check({ graph, stages }) {
    if (graph.targets.length === 1 && graph.targets[0] !== "foreign") return;
    for (const { stage, steps } of stages) {
      if (!stage.reachable || stage.platform.kind !== "target") continue;
      for (const each of steps) {
        if (each.step.inherited) continue;
        const shared = sharedMounts(each);
        if (shared.length === 0) continue;
        yield {
          ...report(shared[0]!),
          stage: stage.label,
          remedy: () => separate(shared, each.step, stage, graph),
        };
      }
    }
  },
};

/** A mount that all targets share and must not. */
interface SharedMount {
  readonly kind: Kind;
  readonly cache: Cache;
  readonly mount: Mount;
  readonly flag: BuilderFlag;
}

function sharedMounts({ step, facts }: StepFacts): SharedMount[] {
  const flags = step.run.flags.filter(({ name, value }) => name === "mount" && value);
  return readMounts(step.run).flatMap((mount, index) => {
    const cache = readCache(mount, step);
    if (cache === undefined || tellsTargetsApart(cache.key)) return [];
    const kind = KINDS.find((each) => each.holds(cache, facts));
    if (kind === undefined || (kind.alone && isExclusive(mount))) return [];
    return [{ kind, cache, mount, flag: flags[index]! }];
  });
}

interface Cache {
  readonly folder: string;
  /** What BuildKit finds it by; a variable that only the build knows stands as written. */
  readonly key: string;
}

/** `instructions/commands_runmount.go:parseMount` */
function readCache(mount: Mount, step: RunStep): Cache | undefined {
  const target = targetOf(mount);
  // With `from` the mount begins as a copy of a stage, which may be one of each architecture.
  if (mount.get("type") !== "cache" || target === undefined || mount.has("from")) return undefined;
  const folder = joinPath(step.workdir, step.expand(target));
  if (folder === undefined) return undefined;
  return { folder, key: step.expand(mount.get("id") ?? target) };
}

/** A variable may: what TARGETARCH is where it is not declared, undeclared-platform-arg tells. */
function tellsTargetsApart(key: string): boolean {
  return key.includes("$");
}

/** Whether BuildKit keeps other builds from it while a step uses it. */
function isExclusive(mount: Mount): boolean {
  const sharing = mount.get("sharing");
  return sharing === "locked" || sharing === "private";
}

/** What is bound to an architecture, and how to see that a mount holds it. */
interface Kind {
  readonly holds: (cache: Cache, facts: readonly CommandFact[]) => boolean;
  /** Whether it is right as long as no other build uses it at the same time. */
  readonly alone: boolean;
  /** What goes wrong. */
  readonly harm: string;
}

const KINDS: readonly Kind[] = [
  {
    holds: ({ folder }, facts) =>
      /^\/var\/(cache|lib)\/apt(\/|$)/.test(folder) && facts.some(of("apt")),
    alone: true,
    harm: "apt wants it for itself, and the builds for other targets use it at the same time",
  },
  {
    holds: ({ folder }, facts) =>
      /^\/(var\/cache\/apk|etc\/apk\/cache)(\/|$)/.test(folder) &&
      facts.some((fact) => of("apk")(fact) && !fact.invocation.has("--no-cache")),
    alone: false,
    harm: "apk names the package index without its architecture, and reads that of another target",
  },
  {
    holds: ({ folder }, facts) => facts.some((fact) => isCargoFolder(folder, fact)),
    alone: true,
    harm: "cargo puts the binaries of all targets at the same place in it",
  },
  {
    holds: ({ folder }, facts) => endsWith(folder, /node_modules/) && facts.some(installsNode),
    alone: false,
    harm: "the native addons of one target are installed over those of another",
  },
  {
    holds: ({ folder }, facts) => endsWith(folder, /\.?venv/) && facts.some(installsPython),
    alone: false,
    harm: "the extension modules of one target are installed over those of another",
  },
  {
    holds: ({ folder }, facts) =>
      endsWith(folder, /build|builddir|cmake-build[\w-]*/) && facts.some(compilesC),
    alone: false,
    harm: "it keeps the object files and the configuration of the target that was built last",
  },
];

function of(...ecosystems: readonly string[]): (fact: CommandFact) => boolean {
  return ({ ecosystem }) => ecosystems.includes(ecosystem);
}

function endsWith(folder: string, name: RegExp): boolean {
  return new RegExp(`/(${name.source})$`).test(folder);
}

/** cargo parts what it compiles for a `--target`: `target/<triple>/release`. */
function isCargoFolder(folder: string, fact: CommandFact): boolean {
  const { ecosystem, invocation, recognition } = fact;
  if (ecosystem !== "cargo" || recognition.role !== "compile") return false;
  const named = invocation.value("--target-dir") ?? invocation.variable("CARGO_TARGET_DIR");
  const isTarget = named === undefined ? endsWith(folder, /target/) : folder === named;
  return isTarget && recognition.output === "build-bound";
}

function installsNode({ ecosystem, recognition }: CommandFact): boolean {
  return ["bun", "npm", "pnpm", "yarn"].includes(ecosystem) && recognition.role === "install";
}

function installsPython({ ecosystem, recognition }: CommandFact): boolean {
  const tools = ["pdm", "pip", "pipenv", "poetry", "uv"];
  return tools.includes(ecosystem) && recognition.role === "install";
}

function compilesC({ ecosystem, recognition }: CommandFact): boolean {
  const tools = ["autotools", "c", "cmake", "make", "meson"];
  return tools.includes(ecosystem) && ["compile", "configure"].includes(recognition.role);
}

function report({ kind, cache, mount, flag }: SharedMount): Finding {
  const id = `${idOf(mount, cache)}-$TARGETARCH$TARGETVARIANT`;
  const separate = `id=${id} (with ARG TARGETARCH TARGETVARIANT above)`;
  return {
    message: `The cache ${cache.folder} is one for all targets: ${kind.harm}.`,
    help: kind.alone ? `Add sharing=locked, or ${separate}` : `Add ${separate}`,
    span: flag.raw.span,
  };
}

function idOf(mount: Mount, { folder }: Cache): string {
  return mount.get("id") ?? nameOf(folder);
}

/** Another for each mount: two of one id would hold the same files. */
function nameOf(folder: string): string {
  return folder.slice(1).replaceAll("/", "-");
}

/** All mounts of a step at once: the builds wait for each other, or each has a cache of its own. */
function separate(
  shared: readonly SharedMount[],
  step: RunStep,
  stage: GraphStage,
  graph: BuildGraph,
): Remedy {
  const rewrite = new Rewrite(graph);
  if (shared.some(({ kind }) => !kind.alone)) {
    rewrite.declareArgs(stage, ["TARGETARCH", "TARGETVARIANT"], step);
  }
  const target = rewrite.variable("TARGETARCH") + rewrite.variable("TARGETVARIANT");
  for (const { kind, cache, mount, flag } of shared) {
    const [key, value] = kind.alone
      ? ["sharing", "locked"]
      : ["id", `${idOf(mount, cache)}-${target}`];
    const { text } = flag.raw;
    const old = mount.get(key!);
    const at = old === undefined ? -1 : text.indexOf(`${key}=${old}`);
    // A mount in quotes, or with a key in another case, is left to its author.
    if (/["'\\`]/.test(text) || (old !== undefined && at < 0)) {
      return refuse(`the mount is written in a way that is not rewritten: ${text}`);
    }
    const end = old === undefined ? text.length : at + `${key}=${old}`.length;
    const start = old === undefined ? text.length : at;
    const separator = old === undefined ? "," : "";
    const place = { start: flag.raw.offsetOf(start), end: flag.raw.spanOf(0, end).end };
    rewrite.replace(place, `${separator}${key}=${value}`);
  }
  const title = shared.every(({ kind }) => kind.alone)
    ? `Lock the cache of line ${step.line} while a build uses it`
    : `Give each target a cache of its own in line ${step.line}`;
  return { fix: { title, applicability: "safe", assumptions: [], edits: rewrite.edits } };
}
