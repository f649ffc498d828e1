import type { BuildContext, EntryKind, FileText } from "../facts/build-context.ts";
import { SourceText } from "../text/source.ts";
import { DockerIgnore } from "./dockerignore.ts";
import type { FileReader, ReadText } from "./files.ts";

/** Lock files of large projects have some ten megabytes. */
const MAX_BYTES = 16_000_000;
/** Every path is held against every pattern. */
const MAX_IGNORE_BYTES = 100_000;
/** Longer folders are generated: no recipe asks for their names. */
const MAX_NAMES = 10_000;

/** A folder of a repository as a build sends it: `.dockerignore` is honoured. */
export class FolderContext implements BuildContext {
  readonly #files: FileReader;
  readonly #folder: string;
  readonly #ignore: DockerIgnore;
  /** Why it is not known what is left out. */
  readonly #problem: string | undefined;
  readonly #read = new Map<string, FileText>();

  /**
   * @param folder from the root of the repository
   * @param dockerfile likewise: `Dockerfile.dockerignore` beside it goes before `.dockerignore`
   */
  constructor(files: FileReader, folder: string, dockerfile: string) {
    this.#files = files;
    this.#folder = folder;
    const ignore = this.#ignoreText(dockerfile);
    this.#ignore = new DockerIgnore("text" in ignore ? ignore.text : "");
    this.#problem = "problem" in ignore ? ignore.problem : undefined;
  }

  get name(): string {
    return this.#files.nameOf(this.#folder);
  }

  kindOf(path: string): EntryKind {
    if (this.#problem !== undefined) return "unknown";
    const kind = this.#files.kindOf(this.#inside(path));
    if (!this.#ignores(path)) return kind;
    // A folder is sent all the same where something in it may be excepted: `*`, then `!src/app`.
    return kind === "folder" && this.#ignore.hasExceptions ? kind : "missing";
  }

  namesIn(folder: string): readonly string[] | undefined {
    if (this.#problem !== undefined) return undefined;
    const entries = this.#files.entriesIn(this.#inside(folder));
    if (entries === undefined || entries.length > MAX_NAMES) return undefined;
    const names = entries.map(({ name }) => name);
    return names.filter((name) => !this.#ignores(folder === "" ? name : `${folder}/${name}`));
  }

  read(path: string): FileText {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    if (this.#problem !== undefined) return { problem: this.#problem };
    const inside = this.#inside(path);
    const answer = this.#ignores(path)
      ? { problem: "is left out by .dockerignore" }
      : this.#files.read(inside, MAX_BYTES);
    const text =
      "problem" in answer
        ? answer
        : { source: new SourceText(this.#files.nameOf(inside), answer.text) };
    this.#read.set(path, text);
    return text;
  }

  #ignores(path: string): boolean {
    return path !== "" && this.#ignore.ignores(path);
  }

  #inside(path: string): string {
    return [this.#folder, path].filter((part) => part !== "").join("/");
  }

  /** Without a file nothing is left out; what one that cannot be read leaves out is not known. */
  #ignoreText(dockerfile: string): ReadText {
    for (const path of [`${dockerfile}.dockerignore`, this.#inside(".dockerignore")]) {
      if (this.#files.kindOf(path) === "missing") continue;
      const answer = this.#files.read(path, MAX_IGNORE_BYTES);
      if ("text" in answer) return answer;
      return { problem: `is not known to be sent: ${this.#files.nameOf(path)} ${answer.problem}` };
    }
    return { text: "" };
  }
}
