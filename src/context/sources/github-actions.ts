import { SourceText } from "../../text/source.ts";
import { NOTHING, type Reading } from "../build.ts";
import { COMMAND_WORDS } from "../docker-command.ts";
import { type FileReader, joinInside, REPOSITORY } from "../files.ts";
import { environment } from "../github/environment.ts";
import { textsWith } from "../github/expression.ts";
import { ACTION_WORDS, Job } from "../github/job.ts";
import { matrixRows } from "../github/matrix.ts";
import { Choice, type Contexts, type ExpressionValue } from "../github/values.ts";
import { collect } from "../readings.ts";
import { MAX_SOURCE_BYTES, type Source } from "../source.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Workflows and composite actions of GitHub. */
export const githubActions: Source = {
  id: "github-actions",
  title: "GitHub Actions",
  claims: (path) =>
    /(^|\/)\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(^|\/)action\.ya?ml$/.test(path),
  words: [...ACTION_WORDS, "uses: ./", ...COMMAND_WORDS],
  read: (file, files) => readWorkflow(file, files, {}, 0),
};

/** Workflows that call each other: GitHub allows four levels. */
const MAX_CALLS = 4;

async function readWorkflow(
  file: SourceText,
  files: FileReader,
  given: Readonly<Record<string, ExpressionValue>>,
  depth: number,
): Promise<Reading> {
  const [root] = await readYaml(file);
  if (root === undefined) return NOTHING;
  const inputs = { ...defaultInputs(root), ...given };
  const outer = { inputs, github: { workspace: REPOSITORY } };
  const contexts: Contexts = { ...outer, env: environment(root.get("env"), outer) };
  const composite = root.get("runs");
  if (composite !== undefined) return new Job(file.path, composite, {}, contexts, files).builds();
  const needs: Record<string, ExpressionValue> = {};
  const known = { ...contexts, needs };
  return collect(
    (root.get("jobs")?.entries ?? []).flatMap(([id, job]) => {
      const rows = matrixRows(job.get("strategy", "matrix"), known);
      needs[id] = { outputs: new Job(file.path, job, rows[0]!, known, files).outputs() };
      return rows.map((row) => {
        const uses = job.get("uses")?.text;
        return uses === undefined
          ? new Job(file.path, job, row, known, files).builds()
          : callWorkflow(uses, job, { ...known, matrix: row }, files, depth);
      });
    }),
  );
}

/** The defaults of the inputs that other workflows, people or steps may give. */
function defaultInputs(root: YamlValue): Record<string, ExpressionValue> {
  const inputs: Record<string, ExpressionValue> = {};
  const on = root.get("on");
  const declared = [
    root.get("inputs"),
    on?.get("workflow_call", "inputs"),
    on?.get("workflow_dispatch", "inputs"),
  ];
  for (const [name, input] of declared.flatMap((each) => each?.entries ?? [])) {
    // What nobody gives is empty.
    if (inputs[name] === undefined || inputs[name] === "") {
      inputs[name] = input.get("default")?.text ?? "";
    }
  }
  return inputs;
}

/** `uses: ./.github/workflows/build.yml` with its inputs. */
async function callWorkflow(
  uses: string,
  job: YamlValue,
  contexts: Contexts,
  files: FileReader,
  depth: number,
): Promise<Reading> {
  const path = uses.startsWith("./") ? joinInside("", uses) : undefined;
  if (path === undefined || depth >= MAX_CALLS) return NOTHING;
  const answer = files.read(path, MAX_SOURCE_BYTES);
  if ("problem" in answer) return NOTHING;
  const given: Record<string, ExpressionValue> = {};
  for (const [name, text] of job.get("with")?.pairs ?? []) {
    given[name] = Choice.of(textsWith(text, contexts));
  }
  return readWorkflow(new SourceText(path, answer.text), files, given, depth + 1);
}
