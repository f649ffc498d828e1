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
    const placeOf = (line: number) => ({ path, line });
    const place = { folders: [folderOf(path)], variables, machine: undefined, placeOf };
    return buildsInScript(recipesIn(text), place, files);
  },
};

/** The recipes' lines; all others are blank, so that lines keep their numbers. */
function recipesIn(text: string): string {
  let continues = false;
  const lines = text.split(/\r?\n/).map((line) => {
    if (!/^[ \t]/.test(line)) return "";
    // `@` and `-` before a command are just's own, and not those of an option on its second line.
    const command = continues ? line : line.replace(/^[ \t]+[@-]*/, "");
    continues = line.endsWith("\\");
    return asShell(command);
  });
  return lines.join("\n");
}

/** `{{name}}` as a variable, and `{{ if name == "x" { "--push" } else { "" } }}` as an open one. */
function asShell(line: string): string {
  return line.replace(/\{\{((?:[^{}]|\{[^{}]*\})*)\}\}/g, (_, inner: string) => {
    const name = /^\s*([A-Za-z_][\w-]*)\s*$/.exec(inner)?.[1];
    if (/^\s*(justfile_directory|invocation_directory|source_directory)\(\)\s*$/.test(inner))
      return ".";
    return `\${${name === undefined ? "JUST_EXPRESSION" : shellName(name)}}`;
  });
}

function shellName(name: string): string {
  return name.replaceAll("-", "_");
}

/** Longer lines are none that a person wrote. */
const MAX_LINE = 10_000;
const NAME = "[A-Za-z_][\\w-]*";
const TEXT = `"[^"]*"|'[^']*'`;
const ASSIGNMENT = new RegExp(`^(?:export )?(${NAME})\\s*:=\\s*(.*)$`);
/** A parameter with its default, a text or a variable. */
const PARAMETER = new RegExp(`(?<![\\w-])(${NAME})=(${TEXT}|${NAME})`, "g");

/** `name := "value"`, and the defaults of parameters: `build platforms="linux/amd64": deps`. */
function variablesIn(text: string): Variables {
  const variables = new Map<string, readonly string[]>();
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined) variables.set(shellName(name), [value]);
  };
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t#]/.test(line) || line.length > MAX_LINE) continue;
    const [, name, expression] = ASSIGNMENT.exec(line) ?? [];
    if (name !== undefined) set(name, valueOf(expression!, variables));
    else {
      for (const match of line.matchAll(PARAMETER)) set(match[1]!, valueOf(match[2]!, variables));
    }
  }
  return variables;
}

const TERM = new RegExp(
  `\\s*(?:(${TEXT})|env(?:_var_or_default)?\\(\\s*(?:${TEXT})\\s*,\\s*(${TEXT})\\s*\\)|` +
    `(justfile_directory\\(\\))|(${NAME}))\\s*([+/]|#.*$|$)`,
  "y",
);

/** The value of `"linux/" + arch`; undefined where it is not known. */
function valueOf(expression: string, variables: Variables): string | undefined {
  let value = "";
  TERM.lastIndex = 0;
  while (TERM.lastIndex < expression.trimEnd().length) {
    const match = TERM.exec(expression);
    if (match === null) return undefined;
    const [, text, fallback, folder, name, operator] = match;
    const term = folder !== undefined ? "." : (text ?? fallback)?.slice(1, -1);
    const known = term ?? variables.get(shellName(name ?? ""))?.[0];
    if (known === undefined) return undefined;
    value += operator === "/" ? `${known}/` : known;
    if (operator?.startsWith("#")) break;
  }
  return value;
}
