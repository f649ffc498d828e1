import type { GraphStage } from "../graph/graph.ts";
import type { Span } from "../text/span.ts";
import type { Making, Origin } from "./operation.ts";
import { formatPath, type Path, relate } from "./paths.ts";
import { isPortableByName, systemBinding } from "./system-paths.ts";

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
  /** Where it was made: as exactly as it is asked for, where the origin is a whole folder. */
  readonly path: Path;
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

/** A bound for files that no person wrote. */
const MAX_ARRIVALS = 200;

/** What was found so far at a path and below it, going back in time. */
export class Findings {
  readonly path: Path;
  /** Whether the build context, an image or a command that is not known may have put it there. */
  mayBeOutside = false;
  /** The installation of packages that may have brought it. */
  packaged: Origin | undefined;
  readonly #arrivals = new Map<Origin, Arrival>();
  /** Files in whose place something newer stands. */
  readonly #replaced = new Set<string>();
  /** What is gone, with all that was below it; with a slash at the end, only what was below it. */
  readonly #removed = new Set<string>();
  /** Whether several files are asked for: none of them tells about the others. */
  readonly isPattern: boolean;
  #isKnown = false;

  constructor(path: Path) {
    this.path = path;
    this.isPattern = path.some((name) => name.includes("*"));
  }

  contents(): Contents {
    const isExplained = this.#isKnown || this.#arrivals.size > 0 || this.mayBeOutside;
    if (this.packaged !== undefined && !isExplained) this.#addMade(this.packaged, this.path);
    const arrivals = [...this.#arrivals.values()];
    return { found: this.#isKnown || arrivals.length > 0, arrivals };
  }

  add(arrival: Arrival): void {
    if (this.#arrivals.size >= MAX_ARRIVALS || this.#arrivals.has(arrival.origin)) return;
    if (!this.#hides(arrival.at)) this.#arrivals.set(arrival.origin, arrival);
  }

  #addMade(origin: Origin, path: Path): void {
    this.add({ origin, path, at: path, hop: undefined });
  }

  /** @returns whether nothing older can stand at the path */
  remove(path: Path, contents: boolean): boolean {
    const relation = relate(path, this.path);
    if (relation === "apart") return false;
    if (relation === "below" || this.isPattern) {
      this.#removed.add(formatPath(path) + (contents ? "/" : ""));
      return false;
    }
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
  make(operation: Making): boolean {
    const { path, folder, renews, origin } = operation;
    const relation = relate(path, this.path);
    if (relation === "apart") return false;
    if (relation === "above") {
      const isInside = path.length + 1 === this.path.length;
      const isNamed = isInside && operation.names.includes(this.path.at(-1)!);
      return (folder || isNamed) && this.#makeAround(operation);
    }
    if (!folder && this.#replaced.has(formatPath(path))) return false;
    if (!isPortableByName(path)) this.#addMade(origin, origin.path);
    if (renews) this.#removed.add(formatPath(path));
    this.replaceFile(path);
    if (folder || relation === "below" || this.isPattern) return false;
    this.#isKnown = true;
    return true;
  }

  /** The path is one of the files of a directory that was made. */
  #makeAround({ mixed, origin }: Making): boolean {
    if (origin.fact?.recognition.packages !== undefined) {
      // Another command may have made this very file.
      if (systemBinding(this.path) === "build-bound") this.packaged ??= origin;
      return false;
    }
    this.#isKnown = true;
    const isWhole = !mixed || this.path.at(-1)!.startsWith("*");
    if (isWhole && !isPortableByName(this.path)) this.#addMade(origin, this.path);
    return !this.isPattern;
  }
}
