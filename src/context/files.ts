import type { EntryKind } from "../facts/build-context.ts";

/** A file's text, or why it cannot be had, to follow its name: "is larger than 16 MB". */
export type ReadText = { readonly text: string } | { readonly problem: string };

/**
 * The files of a repository. Paths are relative to its root, with slashes and without `..`; "" is
 * the root. No answer leads out of the repository, and none throws.
 */
export interface FileReader {
  /** How reports name a path: relative to where the user is. */
  nameOf(path: string): string;
  kindOf(path: string): EntryKind;
  /** The entries of a folder in order; undefined where it cannot be listed. */
  entriesIn(folder: string): readonly Entry[] | undefined;
  /** A regular file of at most `maxBytes`, as UTF-8. */
  read(path: string, maxBytes: number): ReadText;
}

export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "unknown";
}

/** The folder of a path; that of "a" is "". */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** Stands for the root of the repository where a text names it as an absolute path. */
export const REPOSITORY = "/<repository>";

/**
 * Joins two paths as the file system would, without leaving the root.
 * @returns undefined where the path leads out of the repository
 */
export function joinInside(folder: string, path: string): string | undefined {
  if (path === REPOSITORY) return "";
  if (path.startsWith(`${REPOSITORY}/`)) return joinInside("", path.slice(REPOSITORY.length + 1));
  if (path.startsWith("/")) return undefined;
  const names = folder === "" ? [] : folder.split("/");
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join("/");
}
