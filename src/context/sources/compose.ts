import { SourceText } from "../../text/source.ts";
import type { Build, Place, Reading } from "../build.ts";
import { type FileReader, folderOf, joinInside } from "../files.ts";
import { locate } from "../locate.ts";
import { parsePlatformList } from "../platforms.ts";
import { collect } from "../readings.ts";
import { MAX_SOURCE_BYTES, type Source } from "../source.ts";
import { valueOf, type Variables } from "../variables.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

const NAME = /(^|\/)(docker-)?compose([.-][\w.-]+)?\.ya?ml$/;
const BASES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** What docker builds for where nothing else is said. */
const DEFAULT_PLATFORM = "DOCKER_DEFAULT_PLATFORM";

/** Services of compose: https://github.com/compose-spec/compose-spec/blob/main/build.md */
export const compose: Source = {
  id: "compose",
  title: "compose files",
  claims: (path) => NAME.test(path),
  words: ["build", "include", "extends"],
  read: (file, files) => new ComposeProject(files).read(file),
};

/** A service as one file says it; relative paths in it are relative to that file. */
interface Layer {
  readonly service: YamlValue;
  readonly folder: string;
}

/** More files that include and extend each other are none that a person wrote. */
const MAX_FILES = 50;

/** A compose file with the files that it includes and whose services it extends. */
class ComposeProject {
  readonly #files: FileReader;
  readonly #included = new Set<string>();
  readonly #roots = new Map<string, Promise<YamlValue[]>>();

  constructor(files: FileReader) {
    this.#files = files;
  }

  /** @param outer what the project that includes a file says goes before its own `.env` */
  async read(file: SourceText, outer: Variables = new Map()): Promise<Reading> {
    this.#included.add(file.path);
    const [root] = await readYaml(file);
    const environment = environmentOf(file.path, outer, this.#files);
    const others = await this.#otherFiles(file.path);
    const readings: Reading[] = [];
    for (const [name, service] of root?.get("services")?.entries ?? []) {
      const layers = await this.#layersOf(file.path, name, service, others);
      const builds = new Service(layers, environment).builds(this.#files);
      readings.push({ builds, notes: [] });
    }
    for (const path of includedBy(root, file.path, environment.variables)) {
      if (this.#included.has(path) || this.#included.size > MAX_FILES) continue;
      const answer = this.#files.read(path, MAX_SOURCE_BYTES);
      if ("problem" in answer) continue;
      readings.push(await this.read(new SourceText(path, answer.text), environment.variables));
    }
    return collect(readings);
  }

  /** The service, the same one of the files around, and those that they extend. */
  async #layersOf(
    path: string,
    name: string,
    service: YamlValue,
    others: readonly YamlValue[],
  ): Promise<Layer[]> {
    const folder = folderOf(path);
    const same = others.flatMap((root) => root.get("services", name) ?? []);
    const layers = [service, ...same].map((each) => ({ service: each, folder, path }));
    const seen = new Set([`${path} ${name}`]);
    for (let at = 0; at < layers.length && at < MAX_FILES; at++) {
      const layer = layers[at]!;
      const extended = layer.service.get("extends");
      const base = extended?.get("service")?.text ?? extended?.text;
      const file = extended?.get("file")?.text;
      const from = file === undefined ? layer.path : joinInside(layer.folder, file);
      if (base === undefined || from === undefined || seen.has(`${from} ${base}`)) continue;
      seen.add(`${from} ${base}`);
      for (const root of await this.#rootsOf(from)) {
        const found = root.get("services", base);
        if (found !== undefined) {
          layers.push({ service: found, folder: folderOf(from), path: from });
        }
      }
    }
    return layers;
  }

  /**
   * The files that a file of the same folder goes on top of, or is overridden by: what it does not
   * say of a service, they do.
   */
  async #otherFiles(path: string): Promise<YamlValue[]> {
    const folder = folderOf(path);
    const name = path.slice(folder === "" ? 0 : folder.length + 1);
    const names = BASES.includes(name)
      ? BASES.map((base) => base.replace(/\.ya?ml$/, ".override$&"))
      : BASES;
    const paths = names.map((each) => (folder === "" ? each : `${folder}/${each}`));
    const roots = paths.filter((each) => each !== path).map((each) => this.#rootsOf(each));
    return (await Promise.all(roots)).flat();
  }

  /** A file's documents; none where it cannot be read: it says for itself what is wrong with it. */
  #rootsOf(path: string): Promise<YamlValue[]> {
    let roots = this.#roots.get(path);
    if (roots === undefined) {
      const answer = this.#files.read(path, MAX_SOURCE_BYTES);
      roots =
        "problem" in answer
          ? Promise.resolve([])
          : readYaml(new SourceText(path, answer.text)).catch(() => []);
      this.#roots.set(path, roots);
    }
    return roots;
  }
}

/** The files of `include`: a path, or one or several behind `path`. */
function includedBy(
  root: YamlValue | undefined,
  path: string,
  variables: Variables,
): readonly string[] {
  const included = root?.get("include")?.items ?? [];
  return included
    .flatMap((each) => (each.isMap ? (each.get("path")?.texts ?? []) : each.texts))
    .flatMap((text) => valueOf(text, variables) ?? [])
    .flatMap((text) => joinInside(folderOf(path), text) ?? []);
}

/** The `.env` beside a compose file: what `${NAME}` means in it, and where that stands. */
interface EnvironmentFile {
  readonly variables: Variables;
  placeOf(name: string): Place;
}

function environmentOf(path: string, outer: Variables, files: FileReader): EnvironmentFile {
  const folder = folderOf(path);
  const file = folder === "" ? ".env" : `${folder}/.env`;
  const answer = files.read(file, MAX_SOURCE_BYTES);
  const variables = new Map<string, string[]>();
  const lines = new Map<string, number>();
  for (const [index, line] of ("text" in answer ? answer.text : "").split(/\r?\n/).entries()) {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)/.exec(line) ?? [];
    if (name === undefined) continue;
    variables.set(name, [value!.trim().replace(/^(["'])(.*)\1$/, "$2")]);
    lines.set(name, index + 1);
  }
  for (const [name, values] of outer) variables.set(name, [...values]);
  return { variables, placeOf: (name) => ({ path: file, line: lines.get(name) ?? 1 }) };
}

/** One service, as the file says it and the files that it belongs to. */
class Service {
  readonly #layers: readonly Layer[];
  readonly #environment: EnvironmentFile;
  readonly #variables: Variables;

  constructor(layers: readonly Layer[], environment: EnvironmentFile) {
    this.#layers = layers;
    this.#environment = environment;
    this.#variables = environment.variables;
  }

  builds(files: FileReader): Build[] {
    // A service that is only started here is built where the other file says so.
    const layer = this.#layers.find(({ service }) => service.get("build") !== undefined);
    const build = layer?.service.get("build");
    if (build === undefined || this.#of("dockerfile_inline")) return [];
    const context = this.#context();
    const dockerfile = this.#text(this.#of("dockerfile"));
    const named = { dockerfile, context: context?.text, inContext: true };
    const located = locate(named, [(context ?? layer!).folder], files);
    if (located === undefined) return [];
    const stage = this.#text(this.#of("target"));
    const rest = { ...located, machine: undefined, stage, args: this.#args() };
    const platforms = this.#platforms();
    if (platforms !== undefined) {
      const from = (platforms.items[0] ?? platforms).place;
      return [{ ...rest, targets: this.#parse(platforms.texts), from }];
    }
    if (!this.#variables.has(DEFAULT_PLATFORM)) {
      return [{ ...rest, targets: undefined, from: build.place }];
    }
    const targets = this.#parse([`$${DEFAULT_PLATFORM}`]);
    return [{ ...rest, targets, from: this.#environment.placeOf(DEFAULT_PLATFORM) }];
  }

  /** The folder that is sent, and the one that it is relative to. */
  #context(): { readonly text: string; readonly folder: string } | undefined {
    for (const { service, folder } of this.#layers) {
      const own = service.get("build");
      const text = this.#text(own) ?? this.#text(own?.get("context"));
      if (text !== undefined) return { text, folder };
    }
    return undefined;
  }

  /** Where the platforms stand: those of bake go before those of compose. */
  #platforms(): YamlValue | undefined {
    const candidates = [
      this.#of("x-bake", "platforms"),
      this.#of("platforms"),
      this.#first((layer) => layer.get("platform")),
    ];
    return candidates.find((each) => each !== undefined && each.texts.length > 0);
  }

  #parse(platforms: readonly string[]): Build["targets"] {
    const texts = platforms.map((text) => valueOf(text, this.#variables));
    return texts.includes(undefined) ? undefined : parsePlatformList(texts.join(","));
  }

  #args(): Map<string, string> {
    const args = new Map<string, string>();
    for (const [name, text] of this.#of("args")?.pairs ?? []) {
      const value = valueOf(text, this.#variables);
      if (value !== undefined) args.set(name, value);
    }
    return args;
  }

  #of(...keys: readonly string[]): YamlValue | undefined {
    return this.#first((layer) => layer.get("build", ...keys));
  }

  #first(of: (layer: YamlValue) => YamlValue | undefined): YamlValue | undefined {
    for (const { service } of this.#layers) {
      const found = of(service);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #text(value: YamlValue | undefined): string | undefined {
    const text = value?.text;
    return text === undefined ? undefined : (valueOf(text, this.#variables) ?? text);
  }
}
