import type { Build } from "../build.ts";
import type { FileReader } from "../files.ts";
import { runnerPlatform } from "../platforms.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";
import type { Variables } from "../variables.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Jobs of GitLab CI: https://docs.gitlab.com/ci/yaml/ */
export const gitlabCi: Source = {
  id: "gitlab-ci",
  title: "GitLab CI",
  claims: (path) => /(^|\/)[\w.-]*\.gitlab-ci\.ya?ml$|^\.gitlab\/.*\.ya?ml$/.test(path),
  words: ["build", "bake", "executor"],
  async read(file, files) {
    const [root] = await readYaml(file);
    const jobs = new Map(root?.entries);
    return collect(
      [...jobs].flatMap(([name, job]) => {
        // A job that begins with a dot is there to be extended.
        const isJob = job.isMap && !name.startsWith(".") && !KEYWORDS.has(name);
        return isJob ? readJob(new GitLabJob(job, jobs), root!, files) : [];
      }),
    );
  },
};

const KEYWORDS = new Set(["default", "include", "stages", "variables", "workflow", "spec"]);
/** GitLab's own limit of `extends`. */
const MAX_LEVELS = 11;

/** A job with what it extends. */
class GitLabJob {
  readonly #levels: readonly YamlValue[];

  constructor(job: YamlValue, jobs: ReadonlyMap<string, YamlValue>) {
    const levels = [job];
    for (let at = 0; at < levels.length && levels.length < MAX_LEVELS; at++) {
      for (const name of levels[at]!.get("extends")?.texts ?? []) {
        const base = jobs.get(name);
        if (base !== undefined) levels.push(base);
      }
    }
    this.#levels = levels;
  }

  get(...keys: readonly string[]): YamlValue | undefined {
    for (const level of this.#levels) {
      const found = level.get(...keys);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Its variables on top of those that it extends. */
  get variables(): Map<string, readonly string[]> {
    return new Map(this.#levels.toReversed().flatMap((level) => [...variablesOf(level)]));
  }
}

function readJob(job: GitLabJob, root: YamlValue, files: FileReader) {
  const common = new Map([...variablesOf(root), ...job.variables]);
  const scripts = ["before_script", "script"].flatMap((name) => linesOf(job.get(name)));
  return matrixOf(job.get("parallel", "matrix")).flatMap((row) => {
    const variables = new Map([...common, ...row]);
    const machine = machineOf(job, variables, root);
    return scripts.map((line) => {
      const { path } = line.place;
      const placeOf = (within: number) => ({ path, line: line.textLine + within - 1 });
      return buildsInScript(line.text ?? "", { folders: [""], variables, machine, placeOf }, files);
    });
  });
}

/** A script is a text or a list, whose entries can be lists in turn. */
function linesOf(script: YamlValue | undefined): YamlValue[] {
  if (script === undefined) return [];
  if (script.text !== undefined) return [script];
  return script.items.flatMap((item) => (item.text === undefined ? item.items : [item]));
}

/** `VARIABLE: value` or `VARIABLE: { value: ... }` */
function variablesOf(value: YamlValue): Variables {
  const variables = new Map<string, readonly string[]>();
  for (const [name, each] of value.get("variables")?.entries ?? []) {
    const text = each.text ?? each.get("value")?.text;
    if (text !== undefined) variables.set(name, [text]);
  }
  return variables;
}

/** Every entry of the matrix: lists of values, in all combinations. */
function matrixOf(matrix: YamlValue | undefined): Variables[] {
  if (matrix === undefined) return [new Map()];
  return matrix.items.flatMap((entry): Variables[] => {
    let rows: Variables[] = [new Map()];
    for (const [name, values] of entry.entries) {
      rows = rows.flatMap((row) => values.texts.map((text) => new Map(row).set(name, [text])));
      if (rows.length > 256) return [new Map()];
    }
    return rows;
  });
}

/** GitLab's hosted machines have tags such as `saas-linux-medium-arm64`; the default is amd64. */
function machineOf(job: GitLabJob, variables: Variables, root: YamlValue): Build["machine"] {
  const tags = (job.get("tags") ?? root.get("default", "tags"))?.texts ?? [];
  const filled = tags.map((tag) =>
    tag.replace(/\$\{?(\w+)\}?/g, (word, name: string) => variables.get(name)?.[0] ?? word),
  );
  return filled.length === 0 ? undefined : runnerPlatform(filled);
}
