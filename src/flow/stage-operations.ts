import type { StageFacts } from "../facts/analysis.ts";
import type { Recognition } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import { type ScriptCommand, scriptCommands } from "../facts/script-state.ts";
import type { StageEdge } from "../graph/build.ts";
import type { GraphStage } from "../graph/graph.ts";
import { CopyStep, type LayerStep, type RunStep } from "../graph/steps.ts";
import { flagNamed } from "../syntax/instruction.ts";
import { readMounts, targetOf } from "../syntax/mount.ts";
import { isFileCommand } from "./file-commands.ts";
import type { Operation, Place } from "./operation.ts";
import { readPath } from "./paths.ts";
import { type Mounted, RunReader } from "./run-operations.ts";

/** What a stage does to its files, and what of it cannot be told. */
export interface StageOperations {
  readonly operations: readonly Operation[];
  /** Whether something ran that may have put programs anywhere. */
  readonly opaque: boolean;
  /** Whether compilers may have been told the target in a way that is not seen. */
  readonly wrapped: boolean;
  /** Whether a compiler for native addons was installed. */
  readonly hasCompiler: boolean;
}

/** Images that bring compilers for other machines, or set variables for them. */
const CROSS_IMAGE = /cross|goxx|xgo|zigbuild|muslrust|musl-builder|\/xx:golang/;

/**
 * Reads what the instructions of one stage do to its files, in order.
 * @param parent the stage that it continues
 * @param imageOf the image that an earlier or later stage begins with
 */
export function readOperations(
  facts: StageFacts,
  parent: StageOperations | undefined,
  imageOf: (stage: number) => string | undefined,
): StageOperations {
  const reader = new StageReader(facts, parent, imageOf);
  for (const layer of facts.stage.layers) reader.read(layer);
  return reader;
}

/** Commands that put no programs where a system keeps them. */
const HARMLESS = new Set(
  (
    "[ addgroup adduser awk cat cd chgrp chmod chown cut date echo env exit export false find " +
    "grep groupadd head id ls mkdir printf pwd read sed set sleep sort tail tee test touch tr true " +
    "umask uname unset update-ca-certificates useradd usermod wc which xargs"
  ).split(" "),
);

const COMPILER = /^(g\+\+|gcc|gcc-c\+\+|build-base|build-essential|clang|@?development[- ]tools)$/i;

class StageReader implements StageOperations {
  readonly operations: Operation[] = [];
  opaque: boolean;
  wrapped: boolean;
  readonly hasCompiler: boolean;
  readonly #stage: GraphStage;
  readonly #image: string | undefined;
  readonly #imageOf: (stage: number) => string | undefined;
  readonly #facts = new Map<unknown, CommandFact>();
  readonly #edges = new Map<unknown, StageEdge[]>();

  constructor(
    { stage, steps, image }: StageFacts,
    parent: StageOperations | undefined,
    imageOf: (stage: number) => string | undefined,
  ) {
    this.#stage = stage;
    this.#image = image;
    this.#imageOf = imageOf;
    this.opaque = parent?.opaque ?? false;
    this.wrapped = parent?.wrapped ?? CROSS_IMAGE.test(image ?? "");
    let hasCompiler = parent?.hasCompiler ?? false;
    for (const fact of steps.flatMap(({ facts }) => facts)) {
      this.#facts.set(fact.command, fact);
      hasCompiler ||= fact.recognition.packages?.some((name) => COMPILER.test(name)) ?? false;
    }
    this.hasCompiler = hasCompiler;
    for (const edge of stage.edges) {
      const edges = this.#edges.get(edge.instruction);
      if (edges === undefined) this.#edges.set(edge.instruction, [edge]);
      else edges.push(edge);
    }
  }

  read(layer: LayerStep): void {
    if (layer instanceof CopyStep) this.#readCopy(layer);
    else this.#readRun(layer);
  }

  #readCopy(copy: CopyStep): void {
    const from = this.#edges.get(copy.instruction)?.[0]?.from;
    const stage = from !== undefined && "stage" in from ? from.stage : undefined;
    const image = from !== undefined && "image" in from ? from.image : undefined;
    const source = stage === undefined ? image : this.#imageOf(stage);
    // An old helper of tonistiigi/xx puts itself in the place of the go command.
    if (source !== undefined && CROSS_IMAGE.test(source)) this.wrapped = true;
    const places = copy.sources.map((source): Place => {
      const path = readPath(source, "/");
      if (stage !== undefined) return { stage, path };
      return { outside: true, context: from === undefined && isCopiedAsIs(copy, source), path };
    });
    const to = readPath(copy.destination, copy.workdir);
    const { span } = copy;
    if (flagNamed(copy.instruction, "parents") === undefined) {
      this.operations.push({ kind: "bring", to, from: places, whole: false, span });
      return;
    }
    // `--parents` keeps the path, or what follows a `/./` in it.
    copy.sources.forEach((source, index) => {
      const kept = readPath(source.replace(/^.*\/\.\//, ""), "/");
      const from = [places[index]!];
      this.operations.push({ kind: "bring", to: [...to, ...kept], from, whole: false, span });
    });
  }

  #readRun(step: RunStep): void {
    if (step.script.kind !== "shell") this.opaque = true;
    const run = new RunReader(this.#stage, step, this.#image, this.#mountsOf(step), this);
    for (const command of scriptCommands(step)) {
      const fact = this.#facts.get(command.command);
      this.#watch(command, fact);
      this.operations.push(...run.read(command, fact));
    }
  }

  #mountsOf(step: RunStep): Mounted[] {
    const edges = this.#edges.get(step.run);
    if (edges === undefined) return [];
    const mounts = readMounts(step.run).filter((mount) => mount.get("from"));
    return mounts.flatMap((mount, index) => {
      const target = targetOf(mount);
      const from = edges[index]?.from;
      if (from === undefined || target === undefined) return [];
      const source = readPath(mount.get("source") ?? mount.get("src") ?? "/", "/");
      const at = readPath(target, step.workdir);
      return [{ stage: "stage" in from ? from.stage : undefined, source, at }];
    });
  }

  /** Notes what makes the outputs of all later commands uncertain. */
  #watch({ command, name }: ScriptCommand, fact: CommandFact | undefined): void {
    const [first = "", second] = command.words.slice(1, 3).map((word) => word.value);
    const wraps = name.startsWith("xx-") && /^--(wrap|setup-target)/.test(first);
    if (wraps || (name === "go" && first === "env" && second === "-w")) this.wrapped = true;
    const runsOthers = name === "find" && command.words.some((word) => word.value === "-exec");
    if (name === "" || (HARMLESS.has(name) && !runsOthers)) return;
    this.opaque ||= fact === undefined ? !isFileCommand(name) : isOpaque(fact.recognition);
  }
}

/** A file of the build context: no URL, no heredoc, no archive that ADD unpacks. */
function isCopiedAsIs({ instruction }: CopyStep, source: string): boolean {
  if (/^(<<|git@)|:\/\//.test(source) || flagNamed(instruction, "exclude")) return false;
  return instruction.name === "COPY" || !/\.(tar|tgz|tbz2?|txz|gz|bz2|xz|zst)$/i.test(source);
}

/** What builds or installs and does not say where. */
function isOpaque({ role, writes }: Recognition): boolean {
  return writes === undefined && ["compile", "configure", "install"].includes(role);
}
