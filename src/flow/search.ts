import type { Analysis } from "../facts/analysis.ts";
import type { GraphStage } from "../graph/graph.ts";
import { readImageReference } from "../syntax/image-reference.ts";
import { type Arrival, type Contents, Findings } from "./findings.ts";
import type { Bringing, Operation, Place } from "./operation.ts";
import { formatPath, isChosenByTarget, isOneName, type Path, relate } from "./paths.ts";
import { readOperations, type StageOperations } from "./stage-operations.ts";
import { holdsScripts, holdsSystemPrograms, systemBinding } from "./system-paths.ts";

const NOTHING: Contents = { found: false, arrivals: [] };

/** Bounds for files that no person wrote: beyond them nothing is known. */
const MAX_VISITS = 300_000;
const MAX_DEPTH = 150;

/** Follows files back to where they were made. Reads the stages that it comes to, and no others. */
export class FileSearch {
  readonly #analysis: Analysis;
  readonly #stages = new Map<number, StageOperations>();
  readonly #known = new Map<string, Contents>();
  #visits = 0;
  #depth = 0;

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  /**
   * What stands at a path of a stage, and below it.
   * @param before the number of the stage's operations that have been done; all by default
   * @param guessed whether there may be no such path: then it is none of the image's
   */
  contents(stage: number, path: Path, before?: number, guessed = false): Contents {
    if (isChosenByTarget(path)) return { found: true, arrivals: [] };
    const end = before ?? this.operationsOf(stage).operations.length;
    const key = `${stage} ${end} ${guessed} ${formatPath(path)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#depth >= MAX_DEPTH) return NOTHING;
    // A path that leads back to itself brings nothing new.
    this.#known.set(key, NOTHING);
    this.#depth++;
    const contents = this.#search(stage, path, end, guessed);
    this.#depth--;
    this.#known.set(key, contents);
    return contents;
  }

  operationsOf(index: number): StageOperations {
    const known = this.#stages.get(index);
    if (known !== undefined) return known;
    // Chains of stages can be longer than the stack is deep: no recursion.
    const missing = [index];
    let parent = parentOf(this.#stage(index));
    for (
      ;
      parent !== undefined && !this.#stages.has(parent);
      parent = parentOf(this.#stage(parent))
    ) {
      missing.push(parent);
    }
    let read = parent === undefined ? undefined : this.#stages.get(parent);
    for (const each of missing.toReversed()) {
      const facts = this.#analysis.stages[each]!;
      read = readOperations(facts, read, (stage) => this.#analysis.stages[stage]?.image);
      this.#stages.set(each, read);
    }
    return read!;
  }

  /** Goes through what the stage and those that it continues did, from the last to the first. */
  #search(index: number, path: Path, end: number, guessed: boolean): Contents {
    const found = new Findings(path);
    found.mayBeOutside = guessed || this.operationsOf(index).opaque;
    let stage: number | undefined = index;
    let at = end;
    while (stage !== undefined) {
      const { operations } = this.operationsOf(stage);
      for (at--; at >= 0; at--) {
        if (++this.#visits > MAX_VISITS) return NOTHING;
        if (this.#visit(operations[at]!, stage, at, found)) return found.contents();
      }
      const parent = parentOf(this.#stage(stage));
      if (parent === undefined) break;
      stage = parent;
      at = this.operationsOf(stage).operations.length;
    }
    this.#lookAtImage(this.#stage(stage!), found);
    return found.contents();
  }

  /** @returns whether nothing older can stand at the path */
  #visit(operation: Operation, stage: number, at: number, found: Findings): boolean {
    switch (operation.kind) {
      case "remove":
        return found.remove(operation.path, operation.contents);
      case "make":
        return found.make(operation);
      case "bring":
        return this.#bring(operation, stage, at, found);
    }
  }

  #bring(operation: Bringing, stage: number, at: number, found: Findings): boolean {
    const relation = relate(operation.to, found.path);
    if (relation === "apart") return false;
    // Where it came from may be unknown, but not from the image.
    if (relation !== "below") found.mayBeOutside = true;
    const rest = found.path.slice(operation.to.length);
    let isKnown = false;
    for (const place of operation.from) {
      if (place.outside) continue;
      const isBelow = relation === "above" && !operation.whole;
      for (const path of isBelow ? oldNames(place, rest) : [place.path]) {
        const source = this.#contentsOf({ ...place, path }, stage, at, isBelow);
        isKnown ||= source.found;
        for (const arrival of source.arrivals) {
          found.add(this.#move(arrival, operation, place, stage));
        }
      }
    }
    found.replaceFile(operation.to);
    return relation === "above" && isKnown && !found.isPattern;
  }

  #contentsOf(place: Place, stage: number, at: number, guessed: boolean): Contents {
    if (place.stage === undefined) return this.contents(stage, place.path, at, guessed);
    return this.contents(place.stage, place.path, undefined, guessed);
  }

  #move(
    { origin, path, at, hop }: Arrival,
    { to, span }: Bringing,
    place: Place,
    stage: number,
  ): Arrival {
    const isPattern = place.path.at(-1)?.includes("*") === true;
    const now = [...to, ...at.slice(place.path.length - (isPattern ? 1 : 0))];
    if (place.stage === undefined) return { origin, path, at: now, hop };
    const [from, into] = [this.#stage(place.stage), this.#stage(stage)];
    const exact = relate(place.path, at) === "same";
    return { origin, path, at: now, hop: { span, from, into, exact, earlier: hop } };
  }

  /** A file that nothing in the stage made is one of the image that the stage begins with. */
  #lookAtImage(stage: GraphStage, found: Findings): void {
    const { path } = found;
    if (found.mayBeOutside || found.packaged || !stage.base.known) return;
    // Those of an image for the target are right as they are.
    if (stage.base.value.kind !== "image" || stage.platform.kind === "target") return;
    const repository = readImageReference(stage.base.value.reference)?.repository ?? "";
    const isMachineCode =
      systemBinding(path) === "build-bound" || holdsSystemPrograms(path, repository);
    if (!isMachineCode || holdsScripts(repository)) return;
    const { span } = stage.syntax.from.logical;
    found.add({
      origin: { stage, span, path, binding: "build-bound" },
      path,
      at: path,
      hop: undefined,
    });
  }

  #stage(index: number): GraphStage {
    return this.#analysis.graph.stages[index]!;
  }
}

/** The stage that a stage continues. */
export function parentOf({ base }: GraphStage): number | undefined {
  return base.known && base.value.kind === "stage" ? base.value.index : undefined;
}

/**
 * What may have been the name of a file that stands `rest` below the destination: the source is a
 * directory whose contents were taken, or one that was put there under its name.
 */
function oldNames({ path }: Place, rest: Path): Path[] {
  const last = path.at(-1);
  const names = [[...path, ...rest]];
  if (last !== undefined && isOneName(last, rest[0]!)) names.push([...path.slice(0, -1), ...rest]);
  return names;
}
