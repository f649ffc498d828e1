import type { YamlValue } from "../yaml.ts";
import { textsWith } from "./expression.ts";
import { Choice, type Contexts } from "./values.ts";

export type Environment = Record<string, string | Choice>;

/** Whether a variable has one value. */
export function isKnown(entry: [string, string | Choice]): entry is [string, string] {
  return typeof entry[1] === "string";
}

/** Variables whose values are known, those that are set outside included. */
export function environment(value: YamlValue | undefined, contexts: Contexts): Environment {
  const variables: Environment = { ...(contexts["env"] as Environment | undefined) };
  for (const [name, text] of value?.pairs ?? []) {
    const known = Choice.of(textsWith(text, contexts));
    if (known === undefined) delete variables[name];
    else variables[name] = known;
  }
  return variables;
}

/** Expressions of which nothing is known, as variables of the shell: they are unknown there, too. */
export function openAsVariables(script: string, contexts: Contexts): string {
  return script.replace(/\$\{\{[^}]*\}\}/g, (expression) =>
    textsWith(expression, contexts) === undefined ? "${GITHUB_EXPRESSION}" : expression,
  );
}
