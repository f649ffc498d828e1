import type { SourceText } from "../text/source.ts";
import type { Reading } from "./build.ts";
import type { FileReader } from "./files.ts";

/** The files that tell of builds: larger ones are generated. */
export const MAX_SOURCE_BYTES = 1_000_000;

/** A kind of file that says which images are built, and for which platforms. */
export interface Source {
  readonly id: string;
  /** As in prose: "GitHub Actions". */
  readonly title: string;
  /** Whether a file is of this kind, by its path from the root of the repository. */
  claims(path: string): boolean;
  /** Words of which one stands in every file that has something to tell; others are not read. */
  readonly words: readonly string[];
  /** @throws where the file is malformed: an Error that says how */
  read(file: SourceText, files: FileReader): Promise<Reading>;
}
