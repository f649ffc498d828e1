import { expect, test } from "vitest";
import type { LintOptions } from "../src/engine/lint.ts";
import { type Fixture, fixtures } from "./support/fixtures.ts";
import { checkInvariants, FUZZ_SEED, fuzzRuns } from "./support/invariants.ts";
import { PIECES } from "./support/pieces.ts";

const RUNS = 1_500;

/** A fixture whose text has been damaged, and what is asked of it. */
interface Mutant {
  readonly name: string;
  readonly text: string;
  readonly options: LintOptions;
}

test("damaged fixtures are read, linted, planned and fixed without a fault", () => {
  const fuzzer = new Fuzzer(FUZZ_SEED, fixtures());
  for (let run = 0; run < fuzzRuns(RUNS); run++) {
    const mutant = fuzzer.next();
    const fault = faultOf(mutant);
    if (fault === undefined) continue;
    const smallest = shrink(mutant);
    throw new Error(
      `FUZZ_SEED=${FUZZ_SEED}, mutant ${run} of ${mutant.name}: ${faultOf(smallest)?.message}\n` +
        `mutant: ${JSON.stringify(mutant.text)}\nsmallest: ${JSON.stringify(smallest.text)}`,
      { cause: faultOf(smallest) },
    );
  }
});

test("a seed gives the same mutants again, and another seed gives others", () => {
  const mutants = (seed: number) => {
    const fuzzer = new Fuzzer(seed, fixtures());
    return Array.from({ length: 20 }, () => fuzzer.next().text);
  };
  expect(mutants(1)).toEqual(mutants(1));
  expect(mutants(2)).not.toEqual(mutants(1));
});

/** Damages texts. The same seed damages them in the same way. */
class Fuzzer {
  readonly #fixtures: readonly Fixture[];
  #state: number;

  constructor(seed: number, all: readonly Fixture[]) {
    this.#state = seed;
    this.#fixtures = all;
  }

  next(): Mutant {
    const { name, source, options } = this.#oneOf(this.#fixtures);
    let { text } = source;
    for (let times = 1 + this.#below(4); times > 0; times--) text = this.#damage(text);
    return { name, text, options };
  }

  #damage(text: string): string {
    const [a, b, c] = [0, 0, 0].map(() => this.#below(text.length + 1)).toSorted((x, y) => x - y);
    const [start, end] = [a!, Math.min(b!, a! + 1 + this.#below(40))];
    const [head, span, tail] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
    switch (this.#below(8)) {
      case 0:
        return head + tail;
      case 1:
        return head + span + span + tail;
      case 2:
        return text.slice(0, a) + text.slice(b, c) + text.slice(a, b) + text.slice(c);
      case 3:
        return head;
      case 4: {
        const other = this.#oneOf(this.#fixtures).source.text;
        return head + other.slice(this.#below(other.length));
      }
      default:
        // Inserting is what finds most.
        return head + this.#oneOf(PIECES) + span + tail;
    }
  }

  #oneOf<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }

  /** A number in `[0, limit)`: the generator known as mulberry32. */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  }
}

function faultOf({ text, options }: Mutant): Error | undefined {
  try {
    checkInvariants(text, options);
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

/** Shrinking a large mutant must end: what is smallest by then is shown. */
const MAX_ATTEMPTS = 2_000;

/** Leaves out what can be left out without losing the fault, larger parts first. */
function shrink(mutant: Mutant): Mutant {
  let { text } = mutant;
  let attempts = 0;
  for (let size = text.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < text.length && attempts < MAX_ATTEMPTS; attempts++) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      if (faultOf({ ...mutant, text: shorter })) text = shorter;
      else at += size;
    }
  }
  return { ...mutant, text };
}
