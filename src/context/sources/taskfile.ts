import type { SourceText } from "../../text/source.ts";
import type { Reading } from "../build.ts";
import { type FileReader, folderOf, joinInside } from "../files.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";
import { valueOf, valuesOf, type Variables } from "../variables.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Tasks of go-task. `{{.NAME}}` is a variable of the file or the task. */
export const taskfile: Source = {
  id: "task",
  title: "Taskfiles",
  claims: (path) => /(^|\/)[Tt]askfile([.-][\w.-]+)?\.ya?ml$/.test(path),
  words: ["build", "bake"],
  async read(file, files) {
    const [root] = await readYaml(file);
    const tasks = new Map(root?.get("tasks")?.entries);
    const run = { file, files, tasks, common: constants(root, new Map()), left: MAX_TASKS };
    return collect([...tasks.values()].flatMap((task) => readTask(task, new Map(), run, 0)));
  },
};

interface TaskRun {
  readonly file: SourceText;
  readonly files: FileReader;
  readonly tasks: ReadonlyMap<string, YamlValue>;
  readonly common: Variables;
  /** How many more tasks are read. */
  left: number;
}

/** Tasks that call each other. */
const MAX_CALLS = 3;
const MAX_TASKS = 2_000;

/** @param given what another task calls it with */
function readTask(
  task: YamlValue,
  given: Variables,
  run: TaskRun,
  depth: number,
): (Promise<Reading> | Reading)[] {
  if (--run.left < 0) return [];
  const { path } = run.file;
  const variables = new Map([...run.common, ...constants(task, run.common), ...given]);
  const folder = folderOf(path);
  const dir = valueOf(asShell(task.get("dir")?.text ?? "."), variables) ?? ".";
  const folders = [joinInside(folder, dir) ?? folder, folder];
  return commandsOf(task).flatMap((command) => {
    const list = command.get("for")?.texts ?? [];
    const known = list.length === 0 ? variables : new Map([...variables, ["ITEM", list]]);
    const called = run.tasks.get(command.get("task")?.text ?? "");
    if (called !== undefined) {
      const own = constants(command, known);
      return own.size > 0 && depth < MAX_CALLS ? readTask(called, own, run, depth + 1) : [];
    }
    const text = command.get("cmd") ?? command;
    const placeOf = (line: number) => ({ path, line: text.textLine + line - 1 });
    const place = { folders, variables: known, machine: undefined, placeOf };
    return [buildsInScript(asShell(text.text ?? ""), place, run.files)];
  });
}

/** A task is a command, a list of commands, or says them under `cmds` or `cmd`. */
function commandsOf(task: YamlValue): YamlValue[] {
  if (task.text !== undefined) return [task];
  if (!task.isMap) return task.items;
  return [...(task.get("cmds")?.items ?? []), ...[task.get("cmd") ?? []].flat()];
}

/** The variables of a file, a task or a call that are known. */
function constants(value: YamlValue | undefined, outer: Variables): Variables {
  const found = new Map<string, readonly string[]>();
  const pairs = [value?.get("env"), value?.get("vars")].flatMap((each) => [...(each?.pairs ?? [])]);
  for (const [name, text] of pairs) {
    const values = valuesOf(asShell(text), new Map([...outer, ...found]));
    if (values !== undefined) found.set(name, values);
  }
  return found;
}

/** `{{.NAME}}` and `{{.NAME | default "x"}}`, `{{default "x" .NAME}}` as a shell writes them. */
function asShell(text: string): string {
  return text
    .replace(/\{\{\s*\.(ROOT_DIR|TASKFILE_DIR|USER_WORKING_DIR)\s*\}\}/g, ".")
    .replace(/\{\{\s*\.([A-Za-z_]\w*)\s*\}\}/g, "${$1}")
    .replace(/\{\{\s*\.([A-Za-z_]\w*)\s*\|\s*default\s+"([^"{}]*)"\s*\}\}/g, "${$1:-$2}")
    .replace(/\{\{\s*default\s+"([^"{}]*)"\s+\.([A-Za-z_]\w*)\s*\}\}/g, "${$2:-$1}");
}
