import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, parse, relative, resolve, sep } from "node:path";
import { ConventionalContext } from "../context/convention.ts";
import { NodeFiles } from "../context/node/files.ts";
import type { AnalysisOptions } from "../engine/lint.ts";
import type { SourceText } from "../text/source.ts";

/** What stands around the Dockerfiles of one run. */
export class Surroundings {
  readonly #repositories = new Map<string, NodeFiles>();

  /** What is known of a file besides its text. */
  of(source: SourceText): Pick<AnalysisOptions, "context"> {
    const path = resolve(source.path);
    const files = this.#repositoryOf(dirname(path));
    if (files === undefined) return {};
    const inside = relative(files.root, path).split(sep).join("/");
    return { context: new ConventionalContext(files, inside, source) };
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
