import type { BuildContext, EntryKind, FileText } from "../facts/build-context.ts";
import { parseDockerfile } from "../syntax/dockerfile.ts";
import { flagNamed, type InstructionLine } from "../syntax/instruction.ts";
import { readMounts } from "../syntax/mount.ts";
import type { SourceText } from "../text/source.ts";
import { FolderContext } from "./build-context.ts";
import { type FileReader, folderOf, joinInside } from "./files.ts";

/**
 * The folder that is most likely a Dockerfile's build context, where nobody says which: its own or
 * the nearest one above it that has everything that the file copies.
 * @param path the Dockerfile's, from the root of the repository
 * @returns undefined where no folder has it
 */
export function conventionalContext(
  files: FileReader,
  path: string,
  source: SourceText,
): string | undefined {
  const wanted = copiedPaths(source);
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const holds = (each: string) => {
      const inside = joinInside(folder, each.replace(/^\/+/, ""));
      return inside !== undefined && files.kindOf(inside) !== "missing";
    };
    if (wanted.every(holds)) return folder;
    if (folder === "") return undefined;
  }
}

/** The paths of the build context that a file names literally. */
function copiedPaths(source: SourceText): string[] {
  const paths = parseDockerfile(source).instructions.flatMap((instruction) => {
    const line = instruction.trigger ?? instruction;
    if (line.name === "COPY" || line.name === "ADD") return sourcesOf(line);
    return line.name === "RUN" ? mountedBy(line) : [];
  });
  return paths.filter((path) => !/[$*?[\\]|^<<|:\/\/|^git@/.test(path));
}

function sourcesOf(line: InstructionLine): string[] {
  if (flagNamed(line, "from") !== undefined) return [];
  return line.words.slice(0, -1).map(({ text }) => text);
}

function mountedBy(run: InstructionLine): string[] {
  return readMounts(run)
    .filter((mount) => (mount.get("type") ?? "bind") === "bind" && !mount.has("from"))
    .map((mount) => mount.get("source") ?? mount.get("src") ?? ".");
}

/** The build context of a Dockerfile of which nobody says which it is; sought when it is asked. */
export class ConventionalContext implements BuildContext {
  readonly #find: () => BuildContext | undefined;
  #found: { readonly context: BuildContext | undefined } | undefined;

  /** @param path the Dockerfile's, from the root of the repository */
  constructor(files: FileReader, path: string, source: SourceText) {
    this.#find = () => {
      const folder = conventionalContext(files, path, source);
      return folder === undefined ? undefined : new FolderContext(files, folder, path);
    };
  }

  get name(): string {
    return this.#context?.name ?? "(unknown)";
  }

  kindOf(path: string): EntryKind {
    return this.#context?.kindOf(path) ?? "unknown";
  }

  namesIn(folder: string): readonly string[] | undefined {
    return this.#context?.namesIn(folder);
  }

  read(path: string): FileText {
    return (
      this.#context?.read(path) ?? { problem: "cannot be found: no folder has what is copied" }
    );
  }

  get #context(): BuildContext | undefined {
    this.#found ??= { context: this.#find() };
    return this.#found.context;
  }
}
