import type { Analysis, StageFacts } from "../facts/analysis.ts";
import type { BuildContext } from "../facts/build-context.ts";
import { scriptCommands } from "../facts/script-state.ts";
import type { GraphStage } from "../graph/graph.ts";
import { RunStep } from "../graph/steps.ts";
import { readMounts, targetOf } from "../syntax/mount.ts";
import { baseName } from "../syntax/wrappers.ts";
import type { SourceText } from "../text/source.ts";
import type { Bringing, Making, Operation, Place } from "./operation.ts";
import { formatPath, isOneName, type Path, readPath, relate } from "./paths.ts";
import { parentOf } from "./search.ts";
import { readOperations } from "./stage-operations.ts";

/** A file of a stage, as it came from the build context. */
export type ContextFile =
  | {
      readonly kind: "file";
      readonly source: SourceText;
      /** Where it stands in the build context. */
      readonly path: string;
    }
  /** The build context was looked at, and nothing brings such a file. */
  | { readonly kind: "missing" }
  /** `reason` follows a file's name: "may be made by line 7". */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * The file of the build context that a step finds at a path: COPY and ADD in its stage and the
 * stages that it continues are followed back, and what the step mounts. What a command may have
 * made or changed is unknown.
 * @param path absolute, as in the image; undefined where the caller does not know it
 */
export function contextFile(
  analysis: Analysis,
  stage: GraphStage,
  step: RunStep,
  path: string | undefined,
): ContextFile {
  const { context } = analysis;
  if (context === undefined) return unknown("was not looked for: there is no build context");
  if (path === undefined || /[$*`]/.test(path)) return unknown("stands where only a build knows");
  const wanted = readPath(path, "/");
  const mounted = placeMounted(wanted, step);
  if (mounted !== undefined) return fileAt(mounted, context);
  return new ContextSearch(analysis, context, wanted).inStage(stage, step);
}

function unknown(reason: string): ContextFile {
  return { kind: "unknown", reason };
}

/** What the step has mounted from the build context itself. */
function placeMounted(wanted: Path, { run, workdir }: RunStep): Path | undefined {
  for (const mount of readMounts(run)) {
    if ((mount.get("type") ?? "bind") !== "bind" || mount.has("from")) continue;
    const target = targetOf(mount);
    if (target === undefined) continue;
    const at = readPath(target, workdir);
    const relation = relate(at, wanted);
    if (relation !== "same" && relation !== "above") continue;
    const source = readPath(mount.get("source") ?? mount.get("src") ?? "/", "/");
    return [...source, ...wanted.slice(at.length)];
  }
  return undefined;
}

function fileAt(path: Path, context: BuildContext): ContextFile {
  const name = path.join("/");
  switch (context.kindOf(name)) {
    case "file": {
      const text = context.read(name);
      return "problem" in text
        ? unknown(text.problem)
        : { kind: "file", source: text.source, path: name };
    }
    case "unknown":
      return unknown("cannot be looked at");
    default:
      return { kind: "missing" };
  }
}

/** Commands that change files in their place. */
const EDITORS = new Set(["sed", "perl", "patch", "dos2unix", "ed", "ex", "yq"]);

/** Stages that copy from each other: longer chains are left alone. */
const MAX_HOPS = 20;

class ContextSearch {
  readonly #analysis: Analysis;
  readonly #context: BuildContext;
  readonly #wanted: Path;
  readonly #hops: number;

  constructor(analysis: Analysis, context: BuildContext, wanted: Path, hops = 0) {
    this.#analysis = analysis;
    this.#context = context;
    this.#wanted = wanted;
    this.#hops = hops;
  }

  /** @param before the step that looks; undefined: all of the stage has been done */
  inStage(stage: GraphStage, before?: RunStep): ContextFile {
    let edited: RunStep | undefined;
    for (const part of this.#parts(stage, before)) {
      for (const operation of part.operations.toReversed()) {
        const answer = this.#visit(operation);
        if (answer === undefined) continue;
        edited ??= this.#editorIn(part.steps);
        return edited === undefined ? answer : unknown(`may be changed by line ${edited.line}`);
      }
      edited ??= this.#editorIn(part.steps);
    }
    return { kind: "missing" };
  }

  /** The stage up to the step, then the stages that it continues. */
  *#parts(stage: GraphStage, before: RunStep | undefined) {
    const end = before === undefined ? -1 : stage.layers.indexOf(before);
    const layers = end < 0 ? stage.layers : stage.layers.slice(0, end);
    const steps = layers.filter((layer) => layer instanceof RunStep);
    const facts = this.#analysis.stages[stage.index]!;
    yield { operations: this.#operationsOf({ ...facts, stage: { ...stage, layers } }), steps };
    for (let up = parentOf(stage); up !== undefined;) {
      const parent = this.#analysis.stages[up]!;
      yield { operations: this.#operationsOf(parent), steps: parent.stage.steps };
      up = parentOf(parent.stage);
    }
  }

  #operationsOf(facts: StageFacts): readonly Operation[] {
    const imageOf = (index: number) => this.#analysis.stages[index]?.image;
    return readOperations(facts, undefined, imageOf).operations;
  }

  #visit(operation: Operation): ContextFile | undefined {
    switch (operation.kind) {
      case "remove": {
        const relation = relate(operation.path, this.#wanted);
        return relation === "same" || relation === "above" ? { kind: "missing" } : undefined;
      }
      case "make":
        return this.#isMadeBy(operation)
          ? unknown(`may be made by line ${operation.origin.step?.line}`)
          : undefined;
      case "bring":
        return this.#broughtBy(operation);
    }
  }

  #isMadeBy({ path, folder, names }: Making): boolean {
    const relation = relate(path, this.#wanted);
    if (relation === "same") return true;
    if (relation !== "above") return false;
    return folder || names.includes(this.#wanted[path.length]!);
  }

  #broughtBy(operation: Bringing): ContextFile | undefined {
    const relation = relate(operation.to, this.#wanted);
    if (relation !== "same" && relation !== "above") return undefined;
    for (const place of operation.from.toReversed()) {
      const found = this.#broughtFrom(place, operation.to);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #broughtFrom(place: Place, to: Path): ContextFile | undefined {
    const rest = this.#wanted.slice(to.length);
    if (!place.context) return this.#elsewhere(place, rest);
    if (place.path.some((name) => name.includes("$"))) {
      return unknown(`comes from ${formatPath(place.path).slice(1)}, which only a build knows`);
    }
    for (const source of this.#expand(place.path)) {
      const isFolder = this.#context.kindOf(source.join("/")) === "folder";
      // A folder's contents are copied, a file as itself or under its own name.
      if (!isFolder && rest.length > 0 && (rest.length > 1 || source.at(-1) !== rest[0])) continue;
      const found = fileAt(isFolder ? [...source, ...rest] : source, this.#context);
      if (found.kind !== "missing") return found;
    }
    return undefined;
  }

  /** What another stage, an image or a command of the same stage brings. */
  #elsewhere(place: Place, rest: Path): ContextFile | undefined {
    if (place.stage !== undefined && this.#hops < MAX_HOPS) {
      const path = [...place.path, ...rest];
      const stage = this.#analysis.graph.stages[place.stage]!;
      const search = new ContextSearch(this.#analysis, this.#context, path, this.#hops + 1);
      const found = search.inStage(stage);
      return found.kind === "missing" ? undefined : found;
    }
    const isNamed = rest.length === 0 || place.path.at(-1) === rest[0];
    return isNamed || place.outside ? unknown("comes from elsewhere") : undefined;
  }

  /** The paths that a source with `*` in its last name means. */
  #expand(path: Path): Path[] {
    const last = path.at(-1);
    if (last === undefined || !/[*?[]/.test(last)) return [path];
    const folder = path.slice(0, -1);
    const names = this.#context.namesIn(folder.join("/")) ?? [];
    const pattern = last.replace(/\?|\[[^\]]*\]/g, "*");
    return names.filter((name) => isOneName(pattern, name)).map((name) => [...folder, name]);
  }

  /** A step that runs an editor on a file of this name. */
  #editorIn(steps: readonly RunStep[]): RunStep | undefined {
    const name = this.#wanted.at(-1)!;
    return steps.findLast((step) =>
      [...scriptCommands(step)].some(
        ({ command, name: called }) =>
          EDITORS.has(called) && command.words.some(({ value }) => baseName(value) === name),
      ),
    );
  }
}
