import { folderOf } from "../files.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";
import type { Variables } from "../variables.ts";

/** Recipes of just. `{{name}}` is a variable or a parameter with its default. */
export const justfile: Source = {
  id: "just",
  title: "justfiles",
  claims: (path) => /(^|\/)\.?justfile$|\.just$/i.test(path),
  words: ["build", "bake"],
  read({ text, path }, files) {
    const variables = variablesIn(text);
    // Everything that is no recipe's line is blank, so that lines keep their numbers.
    const script = text
      .split(/\r?\n/)
      .map((line) => (/^[ \t]/.test(line) ? asShell(line.replace(/^[ \t]+[@-]*/, "")) : ""))
      .join("\n");
    const placeOf = (line: number) => ({ path, line });
    const place = { folders: [folderOf(path)], variables, machine: undefined, placeOf };
    return buildsInScript(script, place, files);
  },
};

function asShell(line: string): string {
  return line.replace(/\{\{\s*([A-Za-z_][\w-]*)\s*\}\}/g, (_, name: string) => {
    return `\${${name.replaceAll("-", "_")}}`;
  });
}

/** Longer lines are none that a person wrote. */
const MAX_LINE = 10_000;

/** `name := "value"`, and the defaults of parameters: `build platforms="linux/amd64": deps`. */
function variablesIn(text: string): Variables {
  const variables = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t#]/.test(line) || line.length > MAX_LINE) continue;
    for (const match of line.matchAll(
      /(?<![\w-])([A-Za-z_][\w-]*)\s*:?=\s*(?:"([^"]*)"|'([^']*)')/g,
    )) {
      variables.set(match[1]!.replaceAll("-", "_"), [match[2] ?? match[3]!]);
    }
    const [, name, fallback] =
      /^(?:export )?([A-Za-z_][\w-]*)\s*:=\s*env(?:_var_or_default)?\([^,()]*,\s*["']([^"']*)/.exec(
        line,
      ) ?? [];
    if (name !== undefined) variables.set(name.replaceAll("-", "_"), [fallback!]);
  }
  return variables;
}
