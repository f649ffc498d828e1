import { type Build, NOTHING, type Reading } from "../build.ts";
import type { FileReader } from "../files.ts";
import { locate } from "../locate.ts";
import { parsePlatformList } from "../platforms.ts";
import { collect } from "../readings.ts";
import { joinScript } from "../script-lines.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Plugins that build images: they take the same settings. */
const PLUGINS =
  /(^|\/)(plugins\/(docker|buildx|kaniko)|drone-docker-buildx|plugin-docker-buildx|plugin-kaniko|drone-buildx|docker-buildx)(:|$)/;

/** Pipelines of Drone and of Woodpecker, which came from it. */
export const drone: Source = {
  id: "drone",
  title: "Drone and Woodpecker",
  claims: (path) =>
    /(^|\/)\.drone\.ya?ml$|(^|\/)\.woodpecker\.ya?ml$|(^|\/)\.woodpecker\/.*\.ya?ml$/.test(path),
  words: ["plugin", "build", "bake"],
  async read(file, files) {
    const pipelines = await readYaml(file);
    return collect(
      pipelines.flatMap((pipeline) =>
        rowsOf(pipeline.get("matrix")).flatMap((row) => {
          const machine = machineOf(pipeline, row);
          return stepsOf(pipeline).map((step) => readStep(step, row, machine, files));
        }),
      ),
    );
  },
};

type Row = ReadonlyMap<string, string>;

/** Steps are a list, or a map by their names. */
function stepsOf(pipeline: YamlValue): YamlValue[] {
  const steps = pipeline.get("steps") ?? pipeline.get("pipeline");
  if (steps === undefined) return [];
  return steps.isMap ? steps.entries.map(([, step]) => step) : steps.items;
}

/** The combinations of a matrix of Woodpecker. */
function rowsOf(matrix: YamlValue | undefined): Row[] {
  if (matrix === undefined) return [new Map()];
  const included = matrix.get("include")?.items ?? [];
  if (included.length > 0) return included.map((each) => each.pairs);
  let rows: Row[] = [new Map()];
  for (const [name, values] of matrix.entries) {
    rows = rows.flatMap((row) => values.texts.map((text) => new Map(row).set(name, text)));
    if (rows.length > 256) return [new Map()];
  }
  return rows;
}

function readStep(
  step: YamlValue,
  row: Row,
  machine: Build["machine"],
  files: FileReader,
): Promise<Reading> | Reading {
  const settings = step.get("settings") ?? step;
  if (PLUGINS.test(step.get("image")?.text ?? "")) {
    return { builds: readPlugin(step, settings, row, machine, files), notes: [] };
  }
  const joined = joinScript(step.get("commands")?.items ?? []);
  if (joined === undefined) return NOTHING;
  const variables = new Map([...row].map(([name, text]) => [name, [text]]));
  const place = { folders: [""], variables, machine, placeOf: joined.placeOf };
  return buildsInScript(joined.script, place, files);
}

function readPlugin(
  step: YamlValue,
  settings: YamlValue,
  row: Row,
  machine: Build["machine"],
  files: FileReader,
): Build[] {
  const text = (name: string) => {
    const value = settings.get(name)?.text;
    return value === undefined ? undefined : fillIn(value, row);
  };
  const located = locate({ dockerfile: text("dockerfile"), context: text("context") }, [""], files);
  if (located === undefined) return [];
  const platforms = settings.get("platforms") ?? settings.get("platform");
  const listed = platforms && parsePlatformList(fillIn(platforms.texts.join(","), row));
  // What is published without platforms is for the machine that builds it.
  const own = machine === undefined || machine === "any" ? undefined : [machine];
  return [
    {
      ...located,
      targets: platforms === undefined ? own : listed,
      machine,
      stage: text("target"),
      args: (settings.get("build_args") ?? settings.get("build-args"))?.pairs ?? new Map(),
      from: (platforms ?? step.get("image") ?? step).place,
    },
  ];
}

function fillIn(text: string, row: Row): string {
  return text.replace(/\$\{?(\w+)\}?/g, (word, name: string) => row.get(name) ?? word);
}

/** Drone says `platform: { os, arch }`, Woodpecker a label `platform: linux/arm64`. */
function machineOf(pipeline: YamlValue, row: Row): Build["machine"] {
  const architecture = pipeline.get("platform", "arch")?.text;
  const label = pipeline.get("labels", "platform")?.text ?? pipeline.get("platform")?.text;
  const name = architecture === undefined ? label : `linux/${architecture}`;
  return name === undefined ? undefined : parsePlatformList(fillIn(name, row))?.[0];
}
