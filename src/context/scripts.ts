import { type Enclosure, parseShell, type ShellCommand } from "../syntax/shell.ts";
import type { ShellWord } from "../syntax/shell-word.ts";
import { baseName } from "../syntax/wrappers.ts";
import { MappedText } from "../text/mapped.ts";
import { SourceText } from "../text/source.ts";
import { calledBuilds } from "./bake/builds.ts";
import type { Build, Note, Place, Reading } from "./build.ts";
import { type DockerBake, type DockerBuild, readDockerCommand } from "./docker-command.ts";
import { type FileReader, folderOf, joinInside } from "./files.ts";
import { locate } from "./locate.ts";
import { parsePlatformList } from "./platforms.ts";
import { type CommandForm, ScriptVariables } from "./script-variables.ts";
import type { Variables } from "./variables.ts";

/** Where a script stands, and what it sees. */
export interface ScriptPlace {
  /** The working directories that come into question, from the root of the repository. */
  readonly folders: readonly string[];
  readonly variables: Variables;
  readonly machine: Build["machine"];
  /** The place of a line of the script, counted from 1. */
  readonly placeOf: (line: number) => Place;
}

/** More commands are none that a person wrote into one script. */
const MAX_COMMANDS = 5_000;

const MAY_BUILD =
  /\b(docker|podman|buildah|nerdctl|finch|buildx|depot|executor)\b|\b(build|bake)\s+-/;

/** Whether a script can have anything to tell; what has not is not parsed. */
export function mayBuild(script: string): boolean {
  return MAY_BUILD.test(script);
}

/** The image builds of a shell script, as far as they can be told without running it. */
export async function buildsInScript(
  script: string,
  place: ScriptPlace,
  files: FileReader,
): Promise<Reading> {
  if (!mayBuild(script)) return { builds: [], notes: [] };
  const run = new ScriptRun(script, place, files);
  for (const command of parseShell(MappedText.literal(script, 0)).commands.slice(0, MAX_COMMANDS)) {
    await run.visit(command);
  }
  return { builds: run.builds, notes: run.notes };
}

class ScriptRun {
  readonly builds: Build[] = [];
  readonly notes: Note[] = [];
  readonly #source: SourceText;
  readonly #place: ScriptPlace;
  readonly #files: FileReader;
  readonly #variables: ScriptVariables;
  /** The working directories of each process: those of a subshell end with it. */
  readonly #foldersOf = new Map<Enclosure | undefined, readonly string[]>();
  #machine: Build["machine"];

  constructor(script: string, place: ScriptPlace, files: FileReader) {
    this.#source = new SourceText("", script);
    this.#place = place;
    this.#files = files;
    const folder = folderOf(place.placeOf(1).path);
    this.#variables = new ScriptVariables(script, place.variables, folder);
    this.#foldersOf.set(undefined, place.folders);
    this.#machine = place.machine;
  }

  async visit(command: ShellCommand): Promise<void> {
    this.#variables.assign(command);
    if (command.name === "cd") this.#enter(command);
    for (const form of this.#variables.formsOf(command)) await this.#run(form, command);
  }

  async #run({ words, sources }: CommandForm, command: ShellCommand): Promise<void> {
    if (words.length === 0) return;
    if (words[0] === "eval") {
      await this.#run({ words: words.slice(1), sources: sources.slice(1) }, command);
      return;
    }
    const [name, ...rest] = [baseName(words[0]!), ...words.slice(1)];
    // A builder of several machines builds on each what it is for.
    const appends = /^(docker|buildx|docker-buildx)$/.test(name) && rest.includes("create");
    if (appends && rest.includes("--append")) this.#machine = "any";
    const read = readDockerCommand([name, ...rest]);
    if (read?.kind === "build") this.#build(read, sources, command);
    else if (read?.kind === "bake") await this.#bake(read, command);
  }

  #enter({ words, enclosure }: ShellCommand): void {
    const inner = this.#variables.valueOf(words[1]?.value ?? "");
    // `cd "$(dirname "$0")"`, `cd $ROOT`: the folders that were likely stay so.
    if (inner === undefined) return;
    const outer = this.#foldersIn(enclosure);
    const folders = outer.flatMap((each) => joinInside(each, inner) ?? []);
    this.#foldersOf.set(processOf(enclosure), [...folders, ...outer]);
  }

  #foldersIn(enclosure: Enclosure | undefined): readonly string[] {
    for (let at = processOf(enclosure); at !== undefined; at = processOf(at.parent)) {
      const folders = this.#foldersOf.get(at);
      if (folders !== undefined) return folders;
    }
    return this.#foldersOf.get(undefined)!;
  }

  #build(build: DockerBuild, sources: readonly ShellWord[], command: ShellCommand): void {
    const { dockerfile, context } = { dockerfile: build.file, context: build.context };
    if ([dockerfile, context].some((word) => /[$`]/.test(word ?? ""))) return;
    const folders = this.#foldersIn(command.enclosure);
    const located = locate({ dockerfile, context: context ?? "." }, folders, this.#files);
    if (located === undefined) return;
    const [first] = build.platforms;
    const word = sources[first?.index ?? 0];
    const stage =
      build.target === undefined || /[$`]/.test(build.target) ? undefined : build.target;
    this.builds.push({
      ...located,
      targets: this.#targetsOf(build),
      machine: this.#machine,
      stage,
      args: this.#argsOf(build.args),
      from: this.#placeAt(word?.span.start ?? command.span.start),
    });
  }

  /** The platforms of every value that the words may have; `--platform` goes before the default. */
  #targetsOf({ platforms }: DockerBuild): Build["targets"] {
    const texts =
      platforms.length > 0 ? platforms.map(({ text }) => text) : this.#defaultPlatform();
    const lists = texts.flatMap((text) => this.#variables.valuesOf(text) ?? [undefined]);
    const parsed = lists.map((list) => (list === undefined ? undefined : parsePlatformList(list)));
    if (parsed.length === 0 || parsed.includes(undefined)) return undefined;
    return parsed.flatMap((each) => each!);
  }

  #defaultPlatform(): string[] {
    return this.#variables.has("DOCKER_DEFAULT_PLATFORM") ? ["$DOCKER_DEFAULT_PLATFORM"] : [];
  }

  #argsOf(words: readonly string[]): Map<string, string> {
    const args = new Map<string, string>();
    for (const word of words) {
      const equals = word.indexOf("=");
      const name = equals < 0 ? word : word.slice(0, equals);
      const value = equals < 0 ? `$${name}` : word.slice(equals + 1);
      const known = this.#variables.valueOf(value);
      if (known !== undefined) args.set(name, known);
    }
    return args;
  }

  async #bake(bake: DockerBake, { span, enclosure }: ShellCommand): Promise<void> {
    const { files, targets, overrides } = bake;
    const isPlain = (word: string) => !/[$`]/.test(word);
    for (const folder of this.#foldersIn(enclosure)) {
      const reading = await calledBuilds(
        {
          folder,
          files: files.filter(isPlain),
          targets: targets.filter(isPlain),
          overrides: overrides.filter(isPlain),
          variables: this.#variables.known,
          machine: this.#machine,
          place: this.#placeAt(span.start),
        },
        this.#files,
      );
      this.notes.push(...reading.notes);
      this.builds.push(...reading.builds);
      if (reading.builds.length > 0) return;
    }
  }

  #placeAt(offset: number): Place {
    return this.#place.placeOf(this.#source.lineAt(offset));
  }
}

const PROCESSES = new Set(["background", "pipeline", "script", "subshell", "substitution"]);

/** The process of its own that a command runs in; undefined: the script's. */
function processOf(enclosure: Enclosure | undefined): Enclosure | undefined {
  let at = enclosure;
  while (at !== undefined && !PROCESSES.has(at.kind)) at = at.parent;
  return at;
}
