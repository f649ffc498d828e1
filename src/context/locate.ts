import { type FileReader, folderOf, joinInside } from "./files.ts";

/** How a build names its Dockerfile and its context: relative to a working directory. */
export interface Named {
  readonly dockerfile: string | undefined;
  /** `.` where none is named. */
  readonly context: string | undefined;
  /** Whether the Dockerfile is relative to the context, as for compose and bake. */
  readonly inContext?: boolean;
}

/** Where they are, from the root of the repository. */
export interface Located {
  readonly dockerfile: string;
  readonly context: string | undefined;
}

/** A context that is not a folder of the repository: git, an archive, standard input. */
const REMOTE = /^-$|:\/\/|^git@|\.git(#|$)|\.(tar|tgz|tar\.gz)$/;

/**
 * Finds the Dockerfile of a build.
 * @param folders the working directories that come into question, from the root, the likeliest first
 * @returns undefined where none of them leads to a file
 */
export function locate(
  { dockerfile, context = ".", inContext = false }: Named,
  folders: readonly string[],
  files: FileReader,
): Located | undefined {
  const isRemote = REMOTE.test(context);
  for (const folder of new Set(folders)) {
    const sent = isRemote ? undefined : joinInside(folder, context);
    const base = inContext || dockerfile === undefined ? sent : folder;
    if (base === undefined) continue;
    for (const name of dockerfile === undefined ? ["Dockerfile", "Containerfile"] : [dockerfile]) {
      const path = joinInside(base, name);
      if (path !== undefined && files.kindOf(path) === "file")
        return { dockerfile: path, context: sent };
    }
  }
  return undefined;
}

/** A file's own folder and those above it, the root included. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === "") return folders;
  }
}
