import { folderOf } from "../files.ts";
import { collect } from "../readings.ts";
import { buildsInScript, mayBuild } from "../scripts.ts";
import type { Source } from "../source.ts";
import { valuesOf } from "../variables.ts";

/** Rules of make. Variables are known as far as the file itself gives them constants. */
export const makefile: Source = {
  id: "make",
  title: "Makefiles",
  claims: (path) => /(^|\/)(GNU)?[Mm]akefile([.-][\w.-]+)?$|\.mk$/.test(path),
  words: ["build", "bake"],
  async read({ text, path }, files) {
    const variables = new Map<string, readonly string[]>();
    const recipes: { readonly script: string; readonly line: number }[] = [];
    for (const { line, content } of logicalLines(text)) {
      if (content.startsWith("\t")) {
        const script = asShell(content.replace(/^\t[@+-]*/, ""));
        if (mayBuild(script)) recipes.push({ script, line });
      } else readAssignment(content, variables);
    }
    const folders = ["", folderOf(path)];
    return collect(
      recipes.map(({ script, line }) => {
        const placeOf = (within: number) => ({ path, line: line + within - 1 });
        return buildsInScript(script, { folders, variables, machine: undefined, placeOf }, files);
      }),
    );
  },
};

/** Lines with their continuations, which stay: the shell reads them too. */
function* logicalLines(text: string): Generator<{ line: number; content: string }> {
  let content = "";
  let first = 1;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (content === "") first = index + 1;
    content += line;
    if (line.endsWith("\\")) content += "\n";
    else {
      yield { line: first, content };
      content = "";
    }
  }
}

/** `NAME ?= value`, `export NAME := value` */
function readAssignment(content: string, variables: Map<string, readonly string[]>): void {
  const match = /^ *(?:export |override )?\s*([\w.-]+)\s*(\??|::?:?|\+)=[ \t]*([^#]*)/.exec(
    content,
  );
  if (match === null) return;
  const [, name = "", operator, value = ""] = match;
  const text = asShell(value.replace(/\\\n/g, " ").trim());
  const values = valuesOf(text, variables);
  const earlier = variables.get(name);
  if (values === undefined) variables.delete(name);
  else if (operator === "+" && earlier?.length === 1 && values.length === 1) {
    variables.set(name, [`${earlier[0]} ${values[0]}`]);
  } else if (operator !== "?" || earlier === undefined) variables.set(name, values);
}

/** `$(NAME)` and `${NAME}` of make as a shell writes them, `$$` as `$`. */
function asShell(text: string): string {
  return text
    .replace(/\$\(([A-Za-z_][\w.-]*)\)/g, "${$1}")
    .replace(/\$\$/g, "$")
    .replace(/\$@|\$</g, "\\$&");
}
