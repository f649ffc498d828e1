import type { OutputBinding } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import type { Invocation } from "../facts/invocation.ts";
import type { GraphStage } from "../graph/graph.ts";
import type { RunStep } from "../graph/steps.ts";
import type { Span } from "../text/span.ts";
import type { Path } from "./paths.ts";

/** Where a file comes from: a command that made it, or the image that a stage begins with. */
export interface Origin {
  readonly stage: GraphStage;
  /** The command, or the FROM. */
  readonly span: Span;
  /** Where the file first stood. */
  readonly path: Path;
  readonly binding: OutputBinding;
  /** Absent for a file of the base image. */
  readonly step?: RunStep;
  readonly invocation?: Invocation;
  /** Where an ecosystem knows the command. */
  readonly fact?: CommandFact | undefined;
}

/** What an instruction or a command does to the files of its stage. */
export type Operation = Making | Bringing | Removal;

/** Something new stands at a path. */
export interface Making {
  readonly kind: "make";
  readonly path: Path;
  /** A directory in which the names are not known. */
  readonly folder: boolean;
  /** What the file is called if the path is a directory. */
  readonly names: readonly string[];
  /** What holds for the directory need not hold for a file in it. */
  readonly mixed: boolean;
  /** Whether what stood there before is made anew: `npm ci`, `npm rebuild`. */
  readonly renews: boolean;
  readonly origin: Origin;
}

/** What stood elsewhere stands at a path, or below it under its old name. */
export interface Bringing {
  readonly kind: "bring";
  readonly to: Path;
  readonly from: readonly Place[];
  /** Packed or unpacked: one whole for another. */
  readonly whole: boolean;
  /** The COPY, or the command. */
  readonly span: Span;
}

export interface Removal {
  readonly kind: "remove";
  readonly path: Path;
  /** The directory stays: `rm -rf /tmp/*`. */
  readonly contents: boolean;
}

/** A path in a stage, or in what is none of the file's stages: the build context, an image. */
export interface Place {
  /** An index; absent: the same stage, at the time of the operation. */
  readonly stage?: number;
  readonly outside?: boolean;
  /** Whether that is the build context. */
  readonly context?: boolean;
  readonly path: Path;
}
