import { type Enclosure, parseShell, type ShellCommand } from "../syntax/shell.ts";
import { ASSIGNMENT, baseName } from "../syntax/wrappers.ts";
import { MappedText } from "../text/mapped.ts";
import { SourceText } from "../text/source.ts";
import { calledBuilds } from "./bake/builds.ts";
import type { Build, Note, Place, Reading } from "./build.ts";
import { type DockerBake, type DockerBuild, readDockerCommand } from "./docker-command.ts";
import { type FileReader, joinInside } from "./files.ts";
import { locate } from "./locate.ts";
import { parsePlatformList } from "./platforms.ts";
import { valueOf, valuesOf, type Variables } from "./variables.ts";

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
  readonly #variables: Map<string, readonly string[]>;
  /** The working directories of each process: those of a subshell end with it. */
  readonly #foldersOf = new Map<Enclosure | undefined, readonly string[]>();
  #machine: Build["machine"];

  constructor(script: string, place: ScriptPlace, files: FileReader) {
    this.#source = new SourceText("", script);
    this.#place = place;
    this.#files = files;
    this.#variables = new Map([...place.variables, ...loopVariables(script)]);
    this.#foldersOf.set(undefined, place.folders);
    this.#machine = place.machine;
  }

  async visit(command: ShellCommand): Promise<void> {
    this.#assign(command);
    if (command.name === "cd") this.#enter(command);
    const words = command.words.flatMap(({ value }) => {
      const text = valueOf(value, this.#variables) ?? value;
      // Options that were put together in a variable.
      return text.startsWith("-") && text.includes(" ") ? text.trim().split(/\s+/) : text;
    });
    if (words.length === 0) return;
    // A builder of several machines builds on each what it is for.
    const appends =
      /^(docker|buildx|docker-buildx)$/.test(command.name) && words.includes("create");
    if (appends && words.includes("--append")) this.#machine = "any";
    const read = readDockerCommand([baseName(words[0]!), ...words.slice(1)]);
    if (read?.kind === "build") this.#build(read, command);
    else if (read?.kind === "bake") await this.#bake(read, command);
  }

  /** `X=1`, `export X=1`, `local X=1`: a value in a branch is one of several. */
  #assign({ name, words, assignments, enclosure }: ShellCommand): void {
    const declares = ["export", "local", "readonly", "declare"].includes(name);
    if (words.length > 0 && !declares) return;
    const pairs = [
      ...(words.length === 0 ? assignments : []),
      ...words.flatMap(({ value }) => {
        const match = ASSIGNMENT.exec(value);
        return match === null ? [] : [{ name: match[1]!, value: value.slice(match[0].length) }];
      }),
    ];
    for (const { name: variable, value } of pairs) {
      const values = valuesOf(value, this.#variables);
      const earlier = enclosure === undefined ? [] : (this.#variables.get(variable) ?? []);
      if (values !== undefined) this.#variables.set(variable, [...earlier, ...values]);
      else if (earlier.length === 0) this.#variables.delete(variable);
    }
  }

  #enter({ words, enclosure }: ShellCommand): void {
    const inner = valueOf(words[1]?.value ?? "", this.#variables);
    // `cd "$(dirname "$0")"`, `cd $ROOT`: the folders that were likely stay so.
    if (inner === undefined || inner.startsWith("/")) return;
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

  #build(build: DockerBuild, command: ShellCommand): void {
    const { dockerfile, context } = { dockerfile: build.file, context: build.context };
    if ([dockerfile, context].some((word) => /[$`]/.test(word ?? ""))) return;
    const folders = this.#foldersIn(command.enclosure);
    const located = locate({ dockerfile, context: context ?? "." }, folders, this.#files);
    if (located === undefined) return;
    const [first] = build.platforms;
    const word = first === undefined ? command.words[0] : command.words[first.index];
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
    const lists = texts.flatMap((text) => valuesOf(text, this.#variables) ?? [undefined]);
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
      const known = valueOf(value, this.#variables);
      if (known !== undefined) args.set(name, known);
    }
    return args;
  }

  async #bake(bake: DockerBake, { span, enclosure }: ShellCommand): Promise<void> {
    const { files, targets, overrides } = bake;
    const variables = new Map<string, string>();
    for (const [name, values] of this.#variables) {
      if (values.length === 1) variables.set(name, values[0]!);
    }
    const isPlain = (word: string) => !/[$`]/.test(word);
    for (const folder of this.#foldersIn(enclosure)) {
      const reading = await calledBuilds(
        {
          folder,
          files: files.filter(isPlain),
          targets: targets.filter(isPlain),
          overrides: overrides.filter(isPlain),
          variables,
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

/** `for arch in amd64 arm64; do`: the words that a variable of a loop takes. */
function loopVariables(script: string): Map<string, string[]> {
  const variables = new Map<string, string[]>();
  for (const line of script.split("\n")) {
    const [, name, list] = /^\s*for\s+(\w+)\s+in\s+([^;]{1,500})/.exec(line) ?? [];
    if (name === undefined || /[$`*]/.test(list!)) continue;
    const words = list!.trim().split(/\s+/);
    variables.set(
      name,
      words.map((word) => word.replace(/^["']|["']$/g, "")),
    );
  }
  return variables;
}
