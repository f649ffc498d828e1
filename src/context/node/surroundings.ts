import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, parse, relative, resolve, sep } from "node:path";
import type { AnalysisOptions } from "../../engine/lint.ts";
import type { SourceText } from "../../text/source.ts";
import { FolderContext } from "../build-context.ts";
import { ConventionalContext, conventionalContext } from "../convention.ts";
import { Discovery } from "../discover.ts";
import { completeOptions } from "../options.ts";
import { NodeFiles, type OpenTexts } from "./files.ts";

/** What stands around Dockerfiles. Every repository is read once: make a new one to read anew. */
export class Surroundings {
  readonly #repositories = new Map<string, Repository>();
  readonly #told = new Set<string>();
  readonly #notes: string[] = [];
  readonly #open: OpenTexts | undefined;

  /** @param open what an editor has open goes before what is on the disk */
  constructor(open?: OpenTexts) {
    this.#open = open;
  }

  /**
   * What could not be read since this was last asked, as sentences. A file that cannot be read
   * hides the platforms that it names, and nothing else.
   */
  takeNotes(): string[] {
    return this.#notes.splice(0);
  }

  /** The options of one file, completed by what the files around it say. */
  async complete<Options extends AnalysisOptions>(
    given: Options,
    source: SourceText,
  ): Promise<Options> {
    const place = this.#placeOf(source);
    if (place === undefined) return given;
    const { files, discovery, path } = place;
    const found = await discovery.buildsOf(path, source);
    for (const { place: at, message } of [...discovery.notes, ...found.notes]) {
      const note = `${files.nameOf(at.path)}:${at.line} ${message}`;
      if (this.#told.has(note)) continue;
      this.#told.add(note);
      this.#notes.push(`${note}. What it says of platforms is not known.`);
    }
    const context =
      found.context === undefined
        ? new ConventionalContext(files, path, source)
        : new FolderContext(files, found.context, path);
    const options = completeOptions(given, found, (each) => files.nameOf(each));
    return { ...given, ...options, context };
  }

  /** The folder that a file is most likely built with. */
  async contextOf(source: SourceText): Promise<string> {
    const place = this.#placeOf(source);
    if (place === undefined) return dirname(source.path);
    const { files, discovery, path } = place;
    const { context } = await discovery.buildsOf(path, source);
    const folder = context ?? conventionalContext(files, path, source);
    return folder === undefined ? dirname(source.path) : join(files.root, folder);
  }

  /** A file in its repository; undefined where it is in none. */
  #placeOf(source: SourceText): (Repository & { readonly path: string }) | undefined {
    const path = resolve(source.path);
    const repository = this.#repositoryOf(dirname(path));
    if (repository === undefined) return undefined;
    return { ...repository, path: relative(repository.files.root, path).split(sep).join("/") };
  }

  #repositoryOf(folder: string): Repository | undefined {
    const root = repositoryRoot(folder);
    const known = this.#repositories.get(root);
    if (known !== undefined) return known;
    // Standard input can be named after a folder that does not exist.
    if (!existsSync(root)) return undefined;
    const files = new NodeFiles(root, this.#open);
    const repository = { files, discovery: new Discovery(files) };
    this.#repositories.set(root, repository);
    return repository;
  }
}

interface Repository {
  readonly files: NodeFiles;
  readonly discovery: Discovery;
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
