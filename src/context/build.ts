import type { Platform } from "../platform/platform.ts";

/** A line of a file, whose path is relative to the root of the repository. */
export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** An image build that some file of the repository asks for. Paths are relative to its root. */
export interface Build {
  readonly dockerfile: string;
  /** The folder that is sent; undefined where it is not known, or is none of the repository's. */
  readonly context: string | undefined;
  /** The platforms that are built for; undefined where the file does not say. */
  readonly targets: readonly Platform[] | undefined;
  /** The machine that builds: `any` stands for one of each target's own. */
  readonly machine: Platform | "any" | undefined;
  /** The stage that is built; undefined: the last. */
  readonly stage: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  /** Where the platforms stand, or else where the build begins. */
  readonly from: Place;
}

/** Something that could not be read or understood: what is found elsewhere counts all the same. */
export interface Note {
  readonly place: Place;
  /** A sentence without the period, to follow the place. */
  readonly message: string;
}

/** What one file asks for. */
export interface Reading {
  readonly builds: readonly Build[];
  readonly notes: readonly Note[];
}

export const NOTHING: Reading = { builds: [], notes: [] };
