import { type Build, NOTHING } from "../build.ts";
import { SourceText } from "../../text/source.ts";
import { type FileReader, joinInside } from "../files.ts";
import { runnerPlatform } from "../platforms.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import { joinScript } from "../script-lines.ts";
import { MAX_SOURCE_BYTES, type Source } from "../source.ts";
import type { Variables } from "../variables.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Jobs of GitLab CI: https://docs.gitlab.com/ci/yaml/ */
export const gitlabCi: Source = {
  id: "gitlab-ci",
  title: "GitLab CI",
  claims: (path) => /(^|\/)[\w.-]*\.gitlab-ci\.ya?ml$|^\.gitlab\/.*\.ya?ml$/.test(path),
  words: ["build", "bake", "executor", "include"],
  async read(file, files) {
    const [root] = await readYaml(file);
    if (root === undefined) return NOTHING;
    // Included files hold what is extended, and variables; their jobs are read where they stand.
    const included = await includedIn(root, files);
    const jobs = new Map([...included, root].flatMap((each) => each.entries));
    const common = new Map([...included, root].flatMap((each) => [...variablesOf(each)]));
    return collect(
      root.entries.flatMap(([name, job]) => {
        // A job that begins with a dot is there to be extended.
        const isJob = job.isMap && !name.startsWith(".") && !KEYWORDS.has(name);
        return isJob ? readJob(new GitLabJob(job, jobs), { root, jobs, common }, files) : [];
      }),
    );
  },
};

/** The file in which a job stands, with what it includes. */
interface Surrounding {
  readonly root: YamlValue;
  readonly jobs: ReadonlyMap<string, YamlValue>;
  readonly common: Variables;
}

/** More files are not included. */
const MAX_INCLUDED = 20;

/** `include: /ci/docker.yml`, `include: [{ local: ci/docker.yml }]` */
async function includedIn(root: YamlValue, files: FileReader): Promise<YamlValue[]> {
  const value = root.get("include");
  const all = value === undefined || value.items.length === 0 ? [value] : value.items;
  const found: YamlValue[] = [];
  for (const each of all.slice(0, MAX_INCLUDED)) {
    const name = each?.text ?? each?.get("local")?.text;
    const path = name === undefined ? undefined : joinInside("", name.replace(/^\/+/, ""));
    if (path === undefined || files.kindOf(path) !== "file") continue;
    const answer = files.read(path, MAX_SOURCE_BYTES);
    if ("text" in answer) found.push(...(await readYaml(new SourceText(path, answer.text))));
  }
  return found;
}

const KEYWORDS = new Set(["default", "include", "stages", "variables", "workflow", "spec"]);
/** GitLab's own limit of `extends`. */
const MAX_LEVELS = 11;
/** Longer scripts are made by aliases of aliases. */
const MAX_VALUES = 1_000;

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

function readJob(job: GitLabJob, { root, jobs, common }: Surrounding, files: FileReader) {
  const joined = joinScript(
    ["before_script", "script"].flatMap((name) => {
      const own = job.get(name) ?? root.get("default", name) ?? root.get(name);
      return linesOf(own, jobs);
    }),
  );
  if (joined === undefined) return [];
  return matrixOf(job.get("parallel", "matrix")).map((row) => {
    const variables = new Map([...common, ...job.variables, ...row]);
    const machine = machineOf(job, variables, root);
    const place = { folders: [""], variables, machine, placeOf: joined.placeOf };
    return buildsInScript(joined.script, place, files);
  });
}

/** A script is a text or a list, whose entries can be lists in turn, or `!reference [.job, script]`. */
function linesOf(
  script: YamlValue | undefined,
  jobs: ReadonlyMap<string, YamlValue>,
  budget = { left: MAX_VALUES },
): YamlValue[] {
  if (script === undefined || --budget.left < 0) return [];
  if (script.text !== undefined) return [script];
  if (script.tag !== "!reference") {
    return script.items.flatMap((item) => linesOf(item, jobs, budget));
  }
  const [job = "", ...keys] = script.texts;
  return linesOf(jobs.get(job)?.get(...keys), jobs, budget);
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
