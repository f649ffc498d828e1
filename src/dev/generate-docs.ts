/** Writes what is made from the rules' own words: the tables in README. */
import { readFileSync } from "node:fs";
import { rules } from "../../rules/index.ts";
import { writeGenerated } from "./generated.ts";

writeGenerated("README.md", withTable(readFileSync("README.md", "utf8"), "rules", ruleTable()));

/** The rules as a Markdown table. */
function ruleTable(): string {
  const lines = rules.map(({ id, severity, off, summary }) => {
    return `| \`${id}\` | ${off ? `off (${severity})` : severity} | ${summary} |`;
  });
  return ["| rule | severity | reports |", "| --- | --- | --- |", ...lines].join("\n");
}

/** The text with what stands between the marks of a table replaced. */
function withTable(text: string, name: string, table: string): string {
  const marks = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[^]*?(<!-- end of ${name} -->)`);
  return text.replace(marks, (_, start: string, end: string) => `${start}${table}\n${end}`);
}
