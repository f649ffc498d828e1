import { folderOf, joinInside } from "../files.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";
import { valuesOf, type Variables } from "../variables.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Tasks of go-task. `{{.NAME}}` is a variable of the file or the task. */
export const taskfile: Source = {
  id: "task",
  title: "Taskfiles",
  claims: (path) => /(^|\/)[Tt]askfile(\.dist)?\.ya?ml$/.test(path),
  words: ["build", "bake"],
  async read(file, files) {
    const [root] = await readYaml(file);
    const common = constants(root);
    return collect(
      (root?.get("tasks")?.entries ?? []).flatMap(([, task]) => {
        const variables = new Map([...common, ...constants(task)]);
        const folder = folderOf(file.path);
        const inner = joinInside(folder, task.get("dir")?.text ?? ".") ?? folder;
        return commandsOf(task).map((command) => {
          const placeOf = (line: number) => {
            return { path: file.path, line: command.textLine + line - 1 };
          };
          const place = { folders: [inner, folder], variables, machine: undefined, placeOf };
          return buildsInScript(asShell(command.text ?? ""), place, files);
        });
      }),
    );
  },
};

/** A task is a command, a list of commands, or says them under `cmds` or `cmd`. */
function commandsOf(task: YamlValue): YamlValue[] {
  if (task.text !== undefined) return [task];
  const listed = task.isMap ? [...(task.get("cmds")?.items ?? []), task.get("cmd")] : task.items;
  return listed.flatMap((each) => each?.get("cmd") ?? each ?? []);
}

function constants(value: YamlValue | undefined): Variables {
  const pairs = [value?.get("env"), value?.get("vars")].flatMap((each) => [...(each?.pairs ?? [])]);
  return new Map(
    pairs.flatMap(([name, text]) => {
      const values = valuesOf(asShell(text), new Map());
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
}

/** `{{.NAME}}` and `{{.NAME | default "x"}}`, `{{default "x" .NAME}}` as a shell writes them. */
function asShell(text: string): string {
  return text
    .replace(/\{\{\s*\.([A-Za-z_]\w*)\s*\}\}/g, "${$1}")
    .replace(/\{\{\s*\.([A-Za-z_]\w*)\s*\|\s*default\s+"([^"{}]*)"\s*\}\}/g, "${$1:-$2}")
    .replace(/\{\{\s*default\s+"([^"{}]*)"\s+\.([A-Za-z_]\w*)\s*\}\}/g, "${$2:-$1}");
}
