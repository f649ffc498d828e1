import type { Rule } from "../rule/rule.ts";
import type { Colors } from "./colors.ts";

/** Every rule in a line. */
export function listRules(rules: readonly Rule[], colors: Colors): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(({ id, severity, off, summary }) => {
    const level = `${severity}${off ? ", off" : ""}`;
    return `${colors.bold(id.padEnd(width))}  ${level.padEnd(9)}  ${summary}`;
  });
  return `${lines.join("\n")}\n`;
}

/**
 * What a rule is about, for a terminal.
 * @param page the address of its page
 */
export function explainRule(rule: Rule, colors: Colors, page: string | undefined): string {
  const { id, severity, off, summary, aliases, docs } = rule;
  const level = off ? `${severity}, off unless selected` : severity;
  const sections = [
    ["What", fill(docs.what)],
    ["Why", fill(docs.why)],
    ["Reported", indent(docs.bad)],
    ["Not reported", indent(docs.good)],
    ["Exceptions", fill(docs.exceptions)],
    ...(docs.fix === undefined ? [] : [["Fix", fill(docs.fix)]]),
    ...(aliases === undefined ? [] : [["Silenced as well by", indent(aliases.join("\n"))]]),
    ["To ignore it", indent(`# dockerlint-xarch ignore=${id} -- the reason`)],
    ...(page === undefined ? [] : [["Its page", indent(page)]]),
  ] as const;
  const title = `${colors.bold(id)} (${level}): ${summary}`;
  return [title, ...sections.map(([name, text]) => `\n${colors.bold(name!)}\n${text}`), ""].join(
    "\n",
  );
}

/** The text in lines of up to 80 characters. */
function fill(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 78) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return indent(lines.join("\n"));
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}
