import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, parse, relative, resolve, sep } from "node:path";
import { ConventionalContext, conventionalContext } from "../context/convention.ts";
import { NodeFiles } from "../context/node/files.ts";
import type { AnalysisOptions } from "../engine/lint.ts";
import type { SourceText } from "../text/source.ts";

/** What stands around the Dockerfiles of one run. */
export class Surroundings {
  readonly #repositories = new Map<string, NodeFiles>();

  /** What is known of a file besides its text. */
  of(source: SourceText): Pick<AnalysisOptions, "context"> {
    const place = this.#placeOf(source);
    if (place === undefined) return {};
    return { context: new ConventionalContext(place.files, place.path, source) };
  }

  /** The folder that a file is most likely built with. */
  contextOf(source: SourceText): string {
    const place = this.#placeOf(source);
    const folder = place && conventionalContext(place.files, place.path, source);
    return folder === undefined ? dirname(source.path) : join(place!.files.root, folder);
  }

  /** A file in its repository; undefined where it is in none. */
  #placeOf(source: SourceText): { files: NodeFiles; path: string } | undefined {
    const path = resolve(source.path);
    const files = this.#repositoryOf(dirname(path));
    if (files === undefined) return undefined;
    return { files, path: relative(files.root, path).split(sep).join("/") };
  }

  #repositoryOf(folder: string): NodeFiles | undefined {
    const root = repositoryRoot(folder);
    const known = this.#repositories.get(root);
    if (known !== undefined) return known;
    // Standard input can be named after a folder that does not exist.
    if (!existsSync(root)) return undefined;
    const files = new NodeFiles(root);
    this.#repositories.set(root, files);
    return files;
  }
}

/**
 * The root of the git repository that a folder is in. Outside of any, the current folder counts,
 * where it is a project's: not the whole disk, and not a home directory.
 */
export function repositoryRoot(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, ".git"))) return current;
    if (dirname(current) === current) break;
  }
  const here = resolve(".");
  const isProject = here !== parse(here).root && here !== homedir();
  return isProject && `${folder}${sep}`.startsWith(`${here}${sep}`) ? here : folder;
}
