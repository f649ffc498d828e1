import { SourceText } from "../text/source.ts";
import type { Build, Note, Reading } from "./build.ts";
import { buildsOfFile, type FileBuilds } from "./file-builds.ts";
import type { FileReader } from "./files.ts";
import { foldersAbove } from "./locate.ts";
import { MAX_SOURCE_BYTES, type Source } from "./source.ts";
import { SOURCES } from "./sources/index.ts";
import { describeFault } from "./syntax-fault.ts";

/** What a repository asks for, looked for when the first Dockerfile is asked about. */
export class Discovery {
  readonly #files: FileReader;
  readonly #folders = new Set<string>();
  readonly #builds: Build[] = [];
  readonly #notes: Note[] = [];
  #read = 0;

  constructor(files: FileReader) {
    this.#files = files;
  }

  /**
   * For what a Dockerfile is built. Folders near the root are looked into, and those above the file.
   * @param path from the root of the repository
   */
  async buildsOf(path: string, source: SourceText): Promise<FileBuilds> {
    if (this.#folders.size === 0) await this.#lookNearRoot();
    for (const folder of foldersAbove(path)) {
      if (!this.#folders.has(folder)) await this.#lookInto(folder);
    }
    return buildsOfFile(this.#builds, path, source);
  }

  /** Every build that was found so far. */
  get builds(): readonly Build[] {
    return this.#builds;
  }

  /** What could not be read so far. */
  get notes(): readonly Note[] {
    return this.#notes;
  }

  /** Looks into the folders near the root, the nearest first. */
  async #lookNearRoot(): Promise<void> {
    let level: readonly string[] = [""];
    for (let depth = 0; level.length > 0 && this.#folders.size < MAX_FOLDERS; depth++) {
      const next: string[] = [];
      for (const folder of level) {
        const inner = await this.#lookInto(folder);
        next.push(...inner.filter((each) => depth < depthOf(each)));
      }
      level = next;
    }
  }

  /** Reads what a folder's own files say. Returns the folders in it. */
  async #lookInto(folder: string): Promise<string[]> {
    this.#folders.add(folder);
    const folders: string[] = [];
    for (const { name, kind } of this.#files.entriesIn(folder) ?? []) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kind === "folder") {
        if (isEntered(name)) folders.push(path);
      } else await this.#readFile(path);
    }
    return folders;
  }

  async #readFile(path: string): Promise<void> {
    const source = SOURCES.find((each) => each.claims(path));
    if (source === undefined || ++this.#read > MAX_FILES) return;
    const reading = await readOne(source, path, this.#files);
    this.#builds.push(...distinct(reading.builds));
    this.#notes.push(...reading.notes);
  }
}

/** More files that may tell of builds are not read. */
const MAX_FILES = 2_000;

/** The rows of a matrix often differ in nothing that counts here. */
function distinct(builds: readonly Build[]): Build[] {
  const keyOf = (build: Build) => JSON.stringify({ ...build, args: [...build.args] });
  return [...new Map(builds.map((build) => [keyOf(build), build])).values()];
}

/** Hidden folders in which CI systems and others keep their files. */
const HIDDEN = new Set([
  ".circleci",
  ".devcontainer",
  ".docker",
  ".forgejo",
  ".gitea",
  ".github",
  ".gitlab",
  ".woodpecker",
]);
/** Folders that hold other people's files, or what a build made. */
const SKIPPED = new Set([
  "bower_components",
  "dist",
  "node_modules",
  "site-packages",
  "target",
  "testdata",
  "third_party",
  "vendor",
  "venv",
]);
/** Folders in which files that tell of builds stand deeper: `deploy/docker/dev/compose.yaml`. */
const TELLING =
  /^\.|build|ci|compose|container|contrib|deploy|dev|docker|hack|image|infra|make|ops|pack|release|script|tool/i;
const MAX_FOLDERS = 1_000;

/** How many levels below the root a folder may stand to be looked into. */
function depthOf(folder: string): number {
  return TELLING.test(folder) ? 3 : 1;
}

function isEntered(name: string): boolean {
  return name.startsWith(".") ? HIDDEN.has(name) : !SKIPPED.has(name);
}

async function readOne(source: Source, path: string, files: FileReader): Promise<Reading> {
  const answer = files.read(path, MAX_SOURCE_BYTES);
  if ("problem" in answer) {
    return { builds: [], notes: [{ place: { path, line: 1 }, message: answer.problem }] };
  }
  const { text } = answer;
  if (!source.words.some((word) => text.includes(word))) return { builds: [], notes: [] };
  try {
    return await source.read(new SourceText(path, text), files);
  } catch (error) {
    const { message, line } = describeFault(error);
    return {
      builds: [],
      notes: [{ place: { path, line }, message }],
    };
  }
}
