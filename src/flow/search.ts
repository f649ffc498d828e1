import type { Analysis } from "../facts/analysis.ts";
import type { GraphStage } from "../graph/graph.ts";
import { readImageReference } from "../syntax/image-reference.ts";
import type { Span } from "../text/span.ts";
import type { Operation, Origin, Place } from "./operation.ts";
import { formatPath, isChosenByTarget, isOneName, type Path, relate } from "./paths.ts";
import { readOperations, type StageOperations } from "./stage-operations.ts";
import { holdsSystemPrograms, isPortableByName, systemBinding } from "./system-paths.ts";

/** A way from one stage to another. */
export interface Hop {
  /** The COPY, or the command that took it from a mount. */
  readonly span: Span;
  readonly from: GraphStage;
  readonly into: GraphStage;
  /** Whether the file itself is named, and not a folder that holds it. */
  readonly exact: boolean;
  /** The hop before it. */
  readonly earlier: Hop | undefined;
}

/** A file that stands somewhere, where it was made, and how it came. */
export interface Arrival {
  readonly origin: Origin;
  /** Where it stands now. */
  readonly at: Path;
  /** The last hop; undefined where it was made in the stage itself. */
  readonly hop: Hop | undefined;
}

/** What stands at a path, as far as it is known. */
export interface Contents {
  /** Whether anything is known to stand there: then nothing older does. */
  readonly found: boolean;
  readonly arrivals: readonly Arrival[];
}

const NOTHING: Contents = { found: false, arrivals: [] };

/** Bounds for files that no person wrote: beyond them nothing is known. */
const MAX_VISITS = 300_000;
const MAX_DEPTH = 150;
const MAX_ARRIVALS = 200;

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
    let known = this.#stages.get(index);
    if (known === undefined) {
      const facts = this.#analysis.stages[index]!;
      const parent = parentOf(facts.stage);
      const before = parent === undefined ? undefined : this.operationsOf(parent);
      known = readOperations(facts, before, (stage) => this.#analysis.stages[stage]?.image);
      this.#stages.set(index, known);
    }
    return known;
  }

  /** Goes through what the stage and those that it continues did, from the last to the first. */
  #search(index: number, path: Path, end: number, guessed: boolean): Contents {
    const found = new Findings(path);
    found.mayBeOutside = guessed;
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
    this.#lookAtImage(this.#stage(stage!), this.operationsOf(index).opaque, found);
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

  #bring(
    operation: Extract<Operation, { kind: "bring" }>,
    stage: number,
    at: number,
    found: Findings,
  ): boolean {
    const relation = relate(operation.to, found.path);
    if (relation === "apart") return false;
    const rest = found.path.slice(operation.to.length);
    let isKnown = false;
    for (const place of operation.from) {
      if (place.outside) {
        found.mayBeOutside = true;
        continue;
      }
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
    return relation === "above" && isKnown;
  }

  #contentsOf(place: Place, stage: number, at: number, guessed: boolean): Contents {
    if (place.stage === undefined) return this.contents(stage, place.path, at, guessed);
    return this.contents(place.stage, place.path, undefined, guessed);
  }

  #move(
    { origin, at, hop }: Arrival,
    { to, span }: Extract<Operation, { kind: "bring" }>,
    place: Place,
    stage: number,
  ): Arrival {
    const now = [...to, ...at.slice(place.path.length)];
    if (place.stage === undefined) return { origin, at: now, hop };
    const [from, into] = [this.#stage(place.stage), this.#stage(stage)];
    const exact = relate(place.path, at) === "same";
    return { origin, at: now, hop: { span, from, into, exact, earlier: hop } };
  }

  /** A file that nothing in the stage made is one of the image that the stage begins with. */
  #lookAtImage(stage: GraphStage, opaque: boolean, found: Findings): void {
    const { path } = found;
    if (opaque || found.mayBeOutside || !stage.base.known) return;
    if (stage.base.value.kind !== "image") return;
    const { reference } = stage.base.value;
    const isMachineCode =
      systemBinding(path) === "build-bound" ||
      holdsSystemPrograms(path, readImageReference(reference)?.repository ?? "");
    if (!isMachineCode) return;
    const { span } = stage.syntax.from.logical;
    found.add({ origin: { stage, span, path, binding: "build-bound" }, at: path, hop: undefined });
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

/** What was found so far at a path and below it, going back in time. */
class Findings {
  readonly path: Path;
  /** Whether the build context or an image may have put something there. */
  mayBeOutside = false;
  readonly #arrivals = new Map<Origin, Arrival>();
  /** Files in whose place something newer stands. */
  readonly #replaced = new Set<string>();
  /** What is gone, with all that was below it; with a slash at the end, only what was below it. */
  readonly #removed = new Set<string>();
  /** The installation of packages that may have brought the file. */
  #packaged: Origin | undefined;
  #isKnown = false;

  constructor(path: Path) {
    this.path = path;
  }

  contents(): Contents {
    const isExplained = this.#isKnown || this.#arrivals.size > 0 || this.mayBeOutside;
    if (this.#packaged !== undefined && !isExplained) this.#addMade(this.#packaged);
    const arrivals = [...this.#arrivals.values()];
    return { found: this.#isKnown || arrivals.length > 0, arrivals };
  }

  add(arrival: Arrival): void {
    if (this.#arrivals.size >= MAX_ARRIVALS || this.#arrivals.has(arrival.origin)) return;
    if (!this.#hides(arrival.at)) this.#arrivals.set(arrival.origin, arrival);
  }

  #addMade(origin: Origin): void {
    this.add({ origin, at: origin.path, hop: undefined });
  }

  /** @returns whether nothing older can stand at the path */
  remove(path: Path, contents: boolean): boolean {
    const relation = relate(path, this.path);
    if (relation === "below") this.#removed.add(formatPath(path) + (contents ? "/" : ""));
    if (relation !== "same" && relation !== "above") return false;
    this.#isKnown = true;
    return true;
  }

  replaceFile(path: Path): void {
    this.#replaced.add(formatPath(path));
  }

  /** Whether what stood at a path is gone by now. */
  #hides(path: Path): boolean {
    if (this.#removed.size === 0) return false;
    return path.some((_, index) => {
      const above = formatPath(path.slice(0, index + 1));
      const isInside = index + 1 < path.length;
      return this.#removed.has(above) || (isInside && this.#removed.has(`${above}/`));
    });
  }

  /** @returns whether nothing older can stand at the path */
  make(operation: Extract<Operation, { kind: "make" }>): boolean {
    const { path, folder, renews, origin } = operation;
    const relation = relate(path, this.path);
    if (relation === "apart") return false;
    if (relation === "above") return folder && this.#makeAround(operation);
    if (!folder && this.#replaced.has(formatPath(path))) return false;
    if (!isPortableByName(path)) this.#addMade(origin);
    if (renews) this.#removed.add(formatPath(path));
    if (folder || relation === "below") {
      this.replaceFile(path);
      return false;
    }
    this.#isKnown = true;
    return true;
  }

  /** The path is one of the files of a directory that was made. */
  #makeAround({ mixed, origin }: Extract<Operation, { kind: "make" }>): boolean {
    if (origin.fact?.recognition.packages !== undefined) {
      // Another command may have made this very file.
      if (systemBinding(this.path) === "build-bound") this.#packaged ??= origin;
      return false;
    }
    this.#isKnown = true;
    const isWhole = !mixed || this.path.at(-1)!.startsWith("*");
    if (isWhole && !isPortableByName(this.path)) this.#addMade(origin);
    return true;
  }
}
