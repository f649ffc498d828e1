import type { EscapeCharacter } from "../syntax/directives.ts";
import type { Dockerfile, SyntaxFault } from "../syntax/dockerfile.ts";
import type { Instruction } from "../syntax/instruction.ts";
import { AUTOMATIC_PLATFORM_ARGS, type Platform, samePlatform } from "../platform/platform.ts";
import {
  BuildResolver,
  type BuiltStage,
  GlobalScope,
  reachableStages,
  type StageBase,
  type StageEdge,
} from "./build.ts";
import {
  assumedBuildPlatform,
  type Execution,
  executionOf,
  formatTarget,
  PROBE_MACHINES,
  representative,
  type Target,
} from "./execution.ts";
import { type Resolved, unknown } from "./resolved.ts";
import { stageFaults } from "./stage-faults.ts";
import { readStages, type StagedFile, type StageSyntax } from "./stage-syntax.ts";
import { type LayerStep, placeholder, RunStep, type StageState, walkStage } from "./steps.ts";

/** What the graph is built for. */
export interface GraphOptions {
  /** Undefined: any foreign platform. */
  readonly targets?: readonly Platform[] | undefined;
  readonly buildPlatform?: Platform | undefined;
  /** The targets that are built on machines of their own, such as CI runners of both architectures. */
  readonly nativeTargets?: readonly Platform[] | undefined;
  /** The name or index of the stage that is built; the last by default. */
  readonly stage?: string | undefined;
  /** The names of the stages that other builds of the file ship. */
  readonly otherStages?: readonly string[] | undefined;
  readonly buildArgs?: ReadonlyMap<string, string> | undefined;
}

/**
 * The platform that a stage runs on, as the file says it: the machine's that builds, the one that
 * is built for, always the same one, or unknown.
 */
export type StagePlatform =
  | { readonly kind: "build" }
  | { readonly kind: "target" }
  | { readonly kind: "constant"; readonly platform: Platform }
  | { readonly kind: "unknown"; readonly reason: string };

/** A stage of the build graph. */
export interface GraphStage {
  readonly syntax: StageSyntax;
  readonly index: number;
  readonly name: string | undefined;
  /** The name, or the index where there is none. */
  readonly label: string;
  readonly base: Resolved<StageBase>;
  readonly platform: StagePlatform;
  /** What the stage's own flag asks for; undefined where it has none. */
  readonly flag: StagePlatform | undefined;
  /** The targets for which the built stage needs it, as `formatTarget` spells them. */
  readonly neededFor: ReadonlySet<string>;
  /** Whether the built stage needs it for any target. */
  readonly reachable: boolean;
  /** Whether it is the stage that is built. */
  readonly final: boolean;
  /** Whether another build ships it. */
  readonly builtElsewhere: boolean;
  /** By target, as `formatTarget` spells it. */
  readonly execution: ReadonlyMap<string, Execution>;
  /** The ONBUILD instructions of the base stage: they run before the stage's own. */
  readonly triggers: readonly Instruction[];
  readonly steps: readonly RunStep[];
  /** Everything that changes its files, the steps included, in the order in which it runs. */
  readonly layers: readonly LayerStep[];
  readonly edges: readonly StageEdge[];
}

export interface BuildGraph {
  readonly dockerfile: Dockerfile;
  readonly file: StagedFile;
  readonly stages: readonly GraphStage[];
  readonly targets: readonly Target[];
  /** As given or assumed; undefined where unknown. */
  readonly buildPlatform: Platform | undefined;
  /** What BuildKit refuses, behind what the syntax shows. */
  readonly faults: readonly SyntaxFault[];
}

/** Builds the graph of a file: every stage with its platform, for every target. */
export function buildGraph(dockerfile: Dockerfile, options: GraphOptions = {}): BuildGraph {
  const file = readStages(dockerfile);
  const targets: readonly Target[] = options.targets?.length ? options.targets : ["foreign"];
  const buildPlatform = options.buildPlatform ?? assumedBuildPlatform(targets);
  const faults = [...dockerfile.faults, ...file.faults];
  const final = finalStage(file.stages, options.stage);
  if (final === undefined && file.stages.length > 0) {
    const message = `target stage "${options.stage}" could not be found`;
    faults.push({ message, span: { start: 0, end: 0 } });
  }
  const buildArgs = options.buildArgs ?? new Map<string, string>();
  const builds = new Builds(dockerfile, file, buildArgs);
  const native = new Set(options.nativeTargets?.map(formatTarget));
  const machines = new Map(
    targets.map((target) => {
      const name = formatTarget(target);
      return [target, target !== "foreign" && native.has(name) ? target : buildPlatform];
    }),
  );
  const others = new Set(options.otherStages?.map((name) => finalStage(file.stages, name)));
  const stages = new StageMerger(builds, file, machines, final, others).merge();
  faults.push(...stageFaults(stages, file));
  return { dockerfile, file, stages, targets, buildPlatform, faults };
}

/** `dockerfile2llb/convert.go:resolveTarget` */
function finalStage(stages: readonly StageSyntax[], wanted: string | undefined) {
  if (wanted === undefined) return stages.length - 1;
  const named = stages.findLastIndex(({ name }) => name === wanted.toLowerCase());
  if (named >= 0) return named;
  return /^\d+$/.test(wanted) && Number(wanted) < stages.length ? Number(wanted) : undefined;
}

/** One resolved build, and what it was resolved for. */
interface Probe {
  readonly machine: Platform;
  readonly target: Platform;
  readonly built: readonly BuiltStage[];
}

/** Resolves the builds that are asked for, each once. */
class Builds {
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly escape: EscapeCharacter;
  readonly #resolver: BuildResolver;
  readonly #probes = new Shared<Probe>();

  constructor({ escape }: Dockerfile, file: StagedFile, buildArgs: ReadonlyMap<string, string>) {
    this.escape = escape;
    this.#resolver = new BuildResolver(file, escape);
    this.buildArgs = buildArgs;
  }

  probe(machine: Platform, target: Platform): Probe {
    const key = `${formatTarget(machine)} ${formatTarget(target)}`;
    return this.#probes.get(key, () => {
      const request = { build: machine, target, buildArgs: this.buildArgs };
      return { machine, target, built: this.#resolver.resolve(request) };
    });
  }

  /** The builds for a target on the machine that builds, or on two unlike ones if it is unknown. */
  probesFor(target: Target, machine: Platform | undefined): Probe[] {
    const machines = machine === undefined ? PROBE_MACHINES : [machine];
    return machines.map((each) => this.probe(each, representative(target, each)));
  }
}

/** Puts together what the builds for all targets say of each stage. */
class StageMerger {
  readonly #builds: Builds;
  readonly #file: StagedFile;
  /** The machine that builds for each target, by the target's name. */
  readonly #machines: ReadonlyMap<string, Platform | undefined>;
  readonly #final: number | undefined;
  readonly #others: ReadonlySet<number | undefined>;
  /** Builds that differ in machine and target: they show what a platform follows. */
  readonly #probes: readonly Probe[];
  /** The builds for each target, by the target's name. */
  readonly #probesByTarget: ReadonlyMap<string, readonly Probe[]>;
  /** The stages that each target needs. */
  readonly #needed: ReadonlyMap<string, ReadonlySet<number>>;
  /** All of these builds. */
  readonly #allProbes: readonly Probe[];
  /** Most stages are alike in these, and files can have very many. */
  readonly #targetSets = new Shared<ReadonlySet<string>>();
  readonly #placements = new Shared<Placement>();
  readonly #numbers = new Numbers();
  readonly #globals: GlobalScope;

  constructor(
    builds: Builds,
    file: StagedFile,
    machines: ReadonlyMap<Target, Platform | undefined>,
    final: number | undefined,
    others: ReadonlySet<number | undefined>,
  ) {
    this.#builds = builds;
    this.#file = file;
    const targets = [...machines.keys()];
    this.#machines = new Map(targets.map((each) => [formatTarget(each), machines.get(each)]));
    this.#final = final;
    this.#others = others;
    this.#probes = [
      ...builds.probesFor("foreign", undefined),
      ...PROBE_MACHINES.map((machine) => builds.probe(machine, machine)),
    ];
    this.#probesByTarget = new Map(
      targets.map((each) => [formatTarget(each), builds.probesFor(each, machines.get(each))]),
    );
    this.#allProbes = [...new Set([...this.#probes, ...[...this.#probesByTarget.values()].flat()])];
    this.#needed = this.#stagesNeeded();
    this.#globals = new GlobalScope(file.globalArgs, builds.escape, symbolicArgs(), builds);
  }

  merge(): GraphStage[] {
    const stages: GraphStage[] = [];
    const ends: StageState[] = [];
    for (const syntax of this.#file.stages) {
      const { index } = syntax;
      const { triggers, edges } = this.#probes[0]!.built[index]!;
      const base = this.#base(index);
      const parent = base.known && base.value.kind === "stage" ? ends[base.value.index] : undefined;
      const run = walkStage(
        triggers,
        syntax.instructions,
        parent,
        this.#globals,
        this.#builds.buildArgs,
        this.#builds.escape,
      );
      ends.push(run.end);
      const { platform, execution } = this.#placement(index);
      const neededFor = this.#neededFor(index);
      stages.push({
        syntax,
        index,
        name: syntax.name,
        label: syntax.name ?? String(index),
        base,
        platform,
        flag: this.#follows((stage) => stage.flag, index),
        neededFor,
        reachable: neededFor.size > 0,
        final: index === this.#final,
        builtElsewhere: this.#others.has(index),
        execution,
        triggers,
        steps: run.layers.filter((layer) => layer instanceof RunStep),
        layers: run.layers,
        edges,
      });
    }
    return stages;
  }

  #stagesNeeded(): Map<string, Set<number>> {
    const needed = new Map<string, Set<number>>();
    for (const [target, probes] of this.#probesByTarget) {
      const stages = probes.flatMap(({ built }) =>
        this.#final === undefined || this.#final < 0
          ? []
          : [...reachableStages(built, this.#final)],
      );
      needed.set(target, new Set(stages));
    }
    return needed;
  }

  #neededFor(index: number): ReadonlySet<string> {
    const targets: string[] = [];
    for (const [target, stages] of this.#needed) if (stages.has(index)) targets.push(target);
    return this.#targetSets.get(targets.join(), () => new Set(targets));
  }

  #base(index: number): Resolved<StageBase> {
    const { base } = this.#probes[0]!.built[index]!;
    const differs = this.#probes.some(({ built }) => !sameBase(built[index]!.base, base));
    return differs ? unknown("the base depends on the platform") : base;
  }

  #placement(index: number): Placement {
    const platforms = this.#allProbes.map(({ built }) => built[index]!.platform);
    return this.#placements.get(platforms.map((each) => this.#numbers.of(each)).join(), () => {
      const platform = this.#follows((stage) => stage.platform, index)!;
      return { platform, execution: this.#execution(index, platform) };
    });
  }

  /** What a platform follows, seen by changing machine and target. */
  #follows(
    of: (stage: BuiltStage) => Resolved<Platform> | undefined,
    index: number,
  ): StagePlatform | undefined {
    if (of(this.#probes[0]!.built[index]!) === undefined) return undefined;
    const platforms: Platform[] = [];
    for (const { built } of this.#probes) {
      const platform = of(built[index]!);
      if (platform === undefined) return undefined;
      if (!platform.known) return { kind: "unknown", reason: platform.reason };
      platforms.push(platform.value);
    }
    const always = (expected: (probe: Probe) => Platform) =>
      this.#probes.every((probe, i) => samePlatform(platforms[i]!, expected(probe)));
    if (always(({ machine }) => machine)) return { kind: "build" };
    if (always(({ target }) => target)) return { kind: "target" };
    const [platform] = platforms;
    if (always(() => platform!)) return { kind: "constant", platform: platform! };
    return { kind: "unknown", reason: "it depends on the target platform" };
  }

  #execution(index: number, { kind }: StagePlatform): ReadonlyMap<string, Execution> {
    const executions = new Map<string, Execution>();
    for (const [target, probes] of this.#probesByTarget) {
      const machine = this.#machines.get(target);
      // Whether an unknown machine has a constant platform does not hang on the target.
      const hidden = kind === "constant" && machine === undefined;
      const seen = probes.map((probe) => {
        const { platform } = probe.built[index]!;
        return { machine: probe.machine, target: probe.target, platform };
      });
      executions.set(target, hidden ? "unknown" : executionOf(seen, machine));
    }
    return executions;
  }
}

/** What follows from a stage's platforms in all builds. */
interface Placement {
  readonly platform: StagePlatform;
  readonly execution: ReadonlyMap<string, Execution>;
}

/** Numbers by which objects can be told from each other. */
class Numbers {
  readonly #numbers = new Map<object, number>();

  of(object: object): number {
    let number = this.#numbers.get(object);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(object, number);
    }
    return number;
  }
}

/** Values that are equal and therefore one and the same object. */
class Shared<T> {
  readonly #values = new Map<string, T>();

  get(key: string, make: () => T): T {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = make();
      this.#values.set(key, value);
    }
    return value;
  }
}

function sameBase(one: Resolved<StageBase>, other: Resolved<StageBase>): boolean {
  if (one === other) return true;
  if (!one.known || !other.known) return !one.known && !other.known;
  return keyOf(one.value) === keyOf(other.value);
}

function keyOf(base: StageBase): string | number {
  return base.kind === "image" ? base.reference : base.kind === "stage" ? base.index : -1;
}

/** The automatic arguments, standing for themselves. */
function symbolicArgs(): Map<string, string> {
  return new Map([...AUTOMATIC_PLATFORM_ARGS].map((name) => [name, placeholder(name)]));
}
