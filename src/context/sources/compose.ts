import { SourceText } from "../../text/source.ts";
import type { Build, Place, Reading } from "../build.ts";
import { type FileReader, folderOf } from "../files.ts";
import { locate } from "../locate.ts";
import { parsePlatformList } from "../platforms.ts";
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
  words: ["build"],
  async read(file, files) {
    const [root] = await readYaml(file);
    const environment = environmentOf(file.path, files);
    const layers = await otherLayers(file.path, files);
    const builds = (root?.get("services")?.entries ?? []).flatMap(([name, service]) => {
      const same = [service, ...layers.flatMap((layer) => layer.get("services", name) ?? [])];
      return new Service(file.path, same, environment).builds(files);
    });
    return { builds, notes: [] } satisfies Reading;
  },
};

/**
 * The files that a file of the same folder goes on top of, or is overridden by: what it does not
 * say of a service, they do.
 */
async function otherLayers(path: string, files: FileReader): Promise<YamlValue[]> {
  const folder = folderOf(path);
  const name = path.slice(folder === "" ? 0 : folder.length + 1);
  const isBase = BASES.includes(name);
  const names = isBase ? BASES.map((base) => base.replace(/\.ya?ml$/, ".override$&")) : BASES;
  const layers: YamlValue[] = [];
  for (const each of names) {
    const other = folder === "" ? each : `${folder}/${each}`;
    const answer = other === path ? undefined : files.read(other, MAX_SOURCE_BYTES);
    if (answer === undefined || "problem" in answer) continue;
    try {
      layers.push(...(await readYaml(new SourceText(other, answer.text))));
    } catch {
      // It is read for itself, and says then what is wrong with it.
    }
  }
  return layers;
}

/** The `.env` beside a compose file: what `${NAME}` means in it, and where that stands. */
interface EnvironmentFile {
  readonly variables: Variables;
  placeOf(name: string): Place;
}

function environmentOf(path: string, files: FileReader): EnvironmentFile {
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
  return { variables, placeOf: (name) => ({ path: file, line: lines.get(name) ?? 1 }) };
}

/** One service, as the file says it and the files that it belongs to. */
class Service {
  readonly #path: string;
  readonly #layers: readonly YamlValue[];
  readonly #environment: EnvironmentFile;
  readonly #variables: Variables;

  constructor(path: string, layers: readonly YamlValue[], environment: EnvironmentFile) {
    this.#path = path;
    this.#layers = layers;
    this.#environment = environment;
    this.#variables = environment.variables;
  }

  builds(files: FileReader): Build[] {
    const [own] = this.#layers;
    // A service that is only started here is built where the other file says so.
    const build = this.#layers.map((each) => each.get("build")).find((each) => each !== undefined);
    if (own === undefined || build === undefined || this.#of("dockerfile_inline")) return [];
    const context = this.#text(build) ?? this.#text(this.#of("context"));
    const dockerfile = this.#text(this.#of("dockerfile"));
    const named = { dockerfile, context, inContext: true };
    const located = locate(named, [folderOf(this.#path)], files);
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
    for (const layer of this.#layers) {
      const found = of(layer);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #text(value: YamlValue | undefined): string | undefined {
    const text = value?.text;
    return text === undefined ? undefined : (valueOf(text, this.#variables) ?? text);
  }
}
