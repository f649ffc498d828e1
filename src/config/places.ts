import { type Document, isMap, isNode, isPair, type LineCounter } from "yaml";
import type { ConfigProblem } from "./problem.ts";

/** The keys and indices that lead to a value. */
export type Path = readonly (string | number)[];

/** Finds where in the file a value stands. */
export class Places {
  readonly #path: string;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(path: string, document: Document, lines: LineCounter) {
    this.#path = path;
    this.#document = document;
    this.#lines = lines;
  }

  /** A problem with a value: at its key where it has one, so that unknown keys are found too. */
  at(path: Path, message: string): ConfigProblem {
    for (let length = path.length; length > 0; length--) {
      const offset = this.#keyOffset(path.slice(0, length)) ?? this.#offset(path.slice(0, length));
      if (offset !== undefined) return this.problem(offset, message);
    }
    return this.problem(0, message);
  }

  problem(offset: number, message: string): ConfigProblem {
    const { line, col } = this.#lines.linePos(offset);
    return { path: this.#path, line: Math.max(line, 1), column: Math.max(col, 1), message };
  }

  #keyOffset(path: Path): number | undefined {
    const parent = path.length > 1 ? this.#node(path.slice(0, -1)) : this.#document.contents;
    if (!isMap(parent)) return undefined;
    const pair = parent.items.find(
      (item) => isPair(item) && isNode(item.key) && String(item.key) === String(path.at(-1)),
    );
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }

  #offset(path: Path): number | undefined {
    const node = this.#node(path);
    return isNode(node) ? node.range?.[0] : undefined;
  }

  #node(path: Path): unknown {
    return this.#document.getIn(path, true);
  }
}
