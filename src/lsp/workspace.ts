import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { InitializeParams, WorkspaceFoldersChangeEvent } from "vscode-languageserver/node";

/** The folders that the client works in. */
export class Workspace {
  #folders: readonly string[];

  constructor({ workspaceFolders, rootUri }: InitializeParams) {
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    this.#folders = uris.flatMap((uri) => pathOf(uri) ?? []);
  }

  update({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const paths = (folders: typeof added) => folders.flatMap(({ uri }) => pathOf(uri) ?? []);
    const gone = new Set(paths(removed));
    this.#folders = [...this.#folders.filter((folder) => !gone.has(folder)), ...paths(added)];
  }

  /**
   * The path by which a document's configuration is found: its own, or, for one that is not saved,
   * that which it would have in the first folder; undefined where there is none.
   */
  placeOf(uri: string): string | undefined {
    const [folder] = this.#folders;
    return pathOf(uri) ?? (folder === undefined ? undefined : join(folder, "Dockerfile"));
  }

  /** What people call a document: its path from the innermost folder that holds it. */
  nameOf(uri: string): string {
    const path = pathOf(uri);
    if (path === undefined) return decodeName(uri);
    const folder = this.#folderWith(path);
    return folder === undefined ? path : relative(folder, path);
  }

  /** The folder in which the user works on the files of a folder: the innermost that holds it. */
  homeOf(folder: string): string {
    return this.#folderWith(folder) ?? folder;
  }

  #folderWith(path: string): string | undefined {
    const holding = this.#folders.filter((folder) => {
      const name = relative(folder, path);
      return !name.startsWith("..") && !isAbsolute(name);
    });
    return holding.toSorted((a, b) => b.length - a.length)[0];
  }
}

/** The path of a document that is a file; undefined for one that is not saved, or elsewhere. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** `untitled:Untitled-1` is Untitled-1. */
function decodeName(uri: string): string {
  const name = uri.slice(uri.indexOf(":") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
