import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, parse, relative, resolve, sep } from "node:path";
import type { AnalysisOptions } from "../../engine/lint.ts";
import type { SourceText } from "../../text/source.ts";
import { FolderContext } from "../build-context.ts";
import { ConventionalContext, conventionalContext } from "../convention.ts";
import { Discovery } from "../discover.ts";
import { completeOptions } from "../options.ts";
import { NodeFiles } from "./files.ts";

/** What stands around Dockerfiles. Every repository is read once: make a new one to read anew. */
export class Surroundings {
  readonly #repositories = new Map<string, Repository>();
  /** The same, by the folder of a file. */
  readonly #byFolder = new Map<string, Repository | undefined>();
  readonly #told = new Set<string>();
  readonly #notes: string[] = [];
  readonly #homeOf: HomeOf;

  constructor(homeOf: HomeOf = () => resolve(".")) {
    this.#homeOf = homeOf;
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
    if (!this.#byFolder.has(folder)) this.#byFolder.set(folder, this.#findRepository(folder));
    return this.#byFolder.get(folder);
  }

  #findRepository(folder: string): Repository | undefined {
    const home = this.#homeOf(folder);
    const root = repositoryRoot(folder, home);
    const key = JSON.stringify([root, home]);
    const known = this.#repositories.get(key);
    if (known !== undefined) return known;
    // Standard input can be named after a folder that does not exist.
    if (!existsSync(root)) return undefined;
    const files = new NodeFiles(root, home);
    const repository = { files, discovery: new Discovery(files) };
    this.#repositories.set(key, repository);
    return repository;
  }
}

/**
 * The folder in which somebody works on the files of a folder, and from which they name them: the
 * current one on a command line.
 */
export type HomeOf = (folder: string) => string;

interface Repository {
  readonly files: NodeFiles;
  readonly discovery: Discovery;
}

/**
 * The root of the git repository that a folder is in. Outside of any, it is the folder in which
 * somebody works, where that is a project's: not the whole disk, and not a home directory.
 */
export function repositoryRoot(folder: string, home = resolve(".")): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, ".git"))) return current;
    if (dirname(current) === current) break;
  }
  const isProject = home !== parse(home).root && home !== homedir();
  return isProject && `${folder}${sep}`.startsWith(`${home}${sep}`) ? home : folder;
}
