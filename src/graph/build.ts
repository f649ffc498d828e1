import {
  automaticPlatformArgs,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from "../platform/platform.ts";
import { expandWord, ExpansionError } from "../syntax/expand.ts";
import type { EscapeCharacter } from "../syntax/directives.ts";
import { flagNamed, type Instruction, type InstructionLine } from "../syntax/instruction.ts";
import { readMounts } from "../syntax/mount.ts";
import { known, type Resolved, unknown } from "./resolved.ts";
import type { StagedFile, StageSyntax } from "./stage-syntax.ts";

/** What one build is asked for. */
export interface BuildRequest {
  /** The platform of the machine that builds. */
  readonly build: Platform;
  /** The platform that the image is built for. */
  readonly target: Platform;
  readonly buildArgs: ReadonlyMap<string, string>;
}

/** What a stage begins with. */
export type StageBase =
  | { readonly kind: "image"; readonly reference: string }
  | { readonly kind: "stage"; readonly index: number }
  | { readonly kind: "scratch" };

/** Where `COPY --from` or `--mount=from` takes its files. */
export interface StageEdge {
  readonly kind: "copy" | "mount";
  readonly instruction: InstructionLine;
  readonly from: { readonly stage: number } | { readonly image: string };
}

/** A stage in one build. */
export interface BuiltStage {
  readonly base: Resolved<StageBase>;
  readonly platform: Resolved<Platform>;
  /** What the flag alone asks for; undefined where there is none. */
  readonly flag: Resolved<Platform> | undefined;
  /** The ONBUILD triggers of the base stage; they run before the stage's own instructions. */
  readonly triggers: readonly Instruction[];
  readonly edges: readonly StageEdge[];
}

/** Resolves every stage of a file for one build after the other, as `dockerfile2llb/convert.go` does. */
export class BuildResolver {
  readonly #file: StagedFile;
  readonly #escape: EscapeCharacter;
  // The rest is the same in every build.
  readonly #names: ReadonlyMap<string, number>;
  /** The edges of each stage's own instructions. */
  readonly #edges: readonly (readonly StageEdge[])[];
  readonly #triggers: readonly (readonly Instruction[])[];
  /** The bases of stages that name them without variables, as far as they are known yet. */
  readonly #bases: (Resolved<StageBase> | undefined)[] = [];

  constructor(file: StagedFile, escape: EscapeCharacter) {
    const { stages } = file;
    this.#file = file;
    this.#escape = escape;
    this.#names = stageNames(stages);
    this.#edges = stages.map(({ instructions }) =>
      instructions.flatMap((instruction) => edgesOf(instruction, this.#names, stages.length)),
    );
    this.#triggers = stages.map(({ instructions }) =>
      instructions.filter(({ trigger }) => trigger !== undefined),
    );
  }

  resolve(request: BuildRequest): BuiltStage[] {
    const { stages, globalArgs } = this.#file;
    const globals = new GlobalScope(globalArgs, this.#escape, automaticArgs(request), request);
    const target = known(request.target);
    const byName = new Map<string, number>();
    const built: BuiltStage[] = [];
    const inherited = new InheritedTriggers(this.#triggers);
    for (const stage of stages) {
      const base = this.#base(stage, globals, byName);
      const flag = resolveFlag(stage, globals);
      const triggers = inherited.of(base);
      built.push({
        base,
        flag,
        platform: resolvePlatform(base, flag, built, target),
        triggers,
        edges: this.#edgesWith(triggers, stage),
      });
      if (stage.name !== undefined) byName.set(stage.name, stage.index);
    }
    return built;
  }

  /** The edges of a stage's own instructions behind those of the triggers that it inherits. */
  #edgesWith(triggers: readonly Instruction[], { index }: StageSyntax): readonly StageEdge[] {
    const own = this.#edges[index]!;
    if (triggers.length === 0) return own;
    const { length } = this.#file.stages;
    return [...triggers.flatMap(({ trigger }) => edgesOf(trigger!, this.#names, length)), ...own];
  }

  #base(
    stage: StageSyntax,
    globals: GlobalScope,
    byName: ReadonlyMap<string, number>,
  ): Resolved<StageBase> {
    const constant = this.#bases[stage.index];
    if (constant !== undefined) return constant;
    const base = resolveBase(stage, globals, byName);
    if (stage.base?.text.includes("$") !== true) this.#bases[stage.index] = base;
    return base;
  }
}

function automaticArgs({ build, target, buildArgs }: BuildRequest): Map<string, string> {
  const args = new Map(automaticPlatformArgs(build, target));
  for (const name of args.keys()) {
    const override = buildArgs.get(name);
    if (override !== undefined) args.set(name, override);
  }
  return args;
}

/** The ARGs above the first FROM, together with the automatic ones: what a FROM can use. */
export class GlobalScope {
  readonly #values: Map<string, string>;
  readonly #withoutDefault = new Set<string>();
  readonly #escape: EscapeCharacter;

  /** `dockerfile2llb/convert.go:buildMetaArgs` */
  constructor(
    args: readonly Instruction[],
    escape: EscapeCharacter,
    automatic: ReadonlyMap<string, string>,
    { buildArgs }: Pick<BuildRequest, "buildArgs">,
  ) {
    this.#values = new Map(automatic);
    this.#escape = escape;
    for (const { name, value } of args.flatMap(({ assignments }) => assignments)) {
      const given = buildArgs.get(name.text);
      if (given !== undefined) this.#values.set(name.text, given);
      else if (value === undefined) this.#withoutDefault.add(name.text);
      else {
        const expanded = this.expand(value.text);
        if (expanded.known) this.#values.set(name.text, expanded.value);
      }
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** A word of a FROM with its variables replaced; never empty. */
  expand(word: string): Resolved<string> {
    try {
      const { text, unmatched } = expandWord(word, (name) => this.get(name), this.#escape);
      if (text !== "" || word === "" || word === '""' || word === "''") return known(text);
      return unknown(this.#whyEmpty(word, unmatched));
    } catch (error) {
      if (error instanceof ExpansionError) return unknown(error.message);
      throw error;
    }
  }

  #whyEmpty(word: string, unmatched: ReadonlySet<string>): string {
    for (const name of unmatched) {
      if (this.#withoutDefault.has(name)) return `ARG ${name} has no default`;
      return `${name} is not declared above the first FROM`;
    }
    return `${word} is empty`;
  }
}

function resolveBase(
  stage: StageSyntax,
  globals: GlobalScope,
  byName: ReadonlyMap<string, number>,
): Resolved<StageBase> {
  if (stage.base === undefined) return unknown("FROM names no image");
  const name = globals.expand(stage.base.text);
  if (!name.known) return name;
  if (name.value === "") return unknown("the base name is blank");
  // Stage names are looked up as they are written, in lower case: `addState`.
  const index = byName.get(name.value);
  if (index !== undefined) return known({ kind: "stage", index });
  if (name.value === "scratch") return known({ kind: "scratch" });
  return known({ kind: "image", reference: name.value });
}

function resolveFlag(stage: StageSyntax, globals: GlobalScope): Resolved<Platform> | undefined {
  // `FROM --platform= image` has no platform at all: `buildDispatchStates`.
  if (stage.platformFlag === undefined || stage.platformFlag.text === "") return undefined;
  const text = globals.expand(stage.platformFlag.text);
  if (!text.known) return text;
  const platform = parsePlatform(text.value);
  // BuildKit normalises it later, where the RUN is made: `linux/arm` runs as `linux/arm/v7`.
  return platform ? known(normalizePlatform(platform)) : unknown(`"${text.value}" is no platform`);
}

/** An image's flag counts, else the target; a stage's is its parent's; scratch is the target. */
function resolvePlatform(
  base: Resolved<StageBase>,
  flag: Resolved<Platform> | undefined,
  earlier: readonly BuiltStage[],
  target: Resolved<Platform>,
): Resolved<Platform> {
  if (!base.known) return unknown(`the base is unknown: ${base.reason}`);
  switch (base.value.kind) {
    case "stage":
      return earlier[base.value.index]!.platform;
    case "scratch":
      return target;
    case "image":
      return flag ?? target;
  }
}

const NO_TRIGGERS: readonly Instruction[] = [];

/** More ONBUILD steps than this no file means: they multiply with the stages that inherit them. */
const MAX_INHERITED = 10_000;

/** The ONBUILD triggers that stages inherit from the stage that they continue. */
class InheritedTriggers {
  readonly #triggers: readonly (readonly Instruction[])[];
  #left = MAX_INHERITED;

  /** @param triggers those that each stage holds */
  constructor(triggers: readonly (readonly Instruction[])[]) {
    this.#triggers = triggers;
  }

  of(base: Resolved<StageBase>): readonly Instruction[] {
    if (!base.known || base.value.kind !== "stage") return NO_TRIGGERS;
    const triggers = this.#triggers[base.value.index]!;
    this.#left -= triggers.length;
    return this.#left < 0 ? NO_TRIGGERS : triggers;
  }
}

/** The last stage of each name. */
function stageNames(stages: readonly StageSyntax[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { name, index } of stages) if (name !== undefined) names.set(name, index);
  return names;
}

/** `dockerfile2llb/convert.go:toCommand` and `convert_runmount.go:detectRunMount` */
function edgesOf(
  instruction: InstructionLine,
  names: ReadonlyMap<string, number>,
  stageCount: number,
): StageEdge[] {
  const edge = (kind: StageEdge["kind"], source: string): StageEdge => {
    const number = /^\d+$/.test(source) && kind === "copy" ? Number(source) : undefined;
    const stage =
      number !== undefined && number < stageCount ? number : names.get(source.toLowerCase());
    return { kind, instruction, from: stage === undefined ? { image: source } : { stage } };
  };
  if (instruction.name === "COPY") {
    const source = flagNamed(instruction, "from")?.value?.text;
    return source ? [edge("copy", source)] : [];
  }
  if (instruction.name !== "RUN" || instruction.flags.length === 0) return [];
  return readMounts(instruction)
    .map((mount) => mount.get("from"))
    .filter((source) => source !== undefined && source !== "")
    .map((source) => edge("mount", source!));
}

/** The stages that the stage at `target` needs, itself included: `allReachableStages`. */
export function reachableStages(built: readonly BuiltStage[], target: number): Set<number> {
  const reachable = new Set<number>();
  const queue = [target];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (reachable.has(index)) continue;
    reachable.add(index);
    const { base, edges } = built[index]!;
    if (base.known && base.value.kind === "stage") queue.push(base.value.index);
    for (const { from } of edges) if ("stage" in from) queue.push(from.stage);
  }
  return reachable;
}
