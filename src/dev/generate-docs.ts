/** Writes what is made from the rules', the ecosystems' and the configuration's own words: docs/. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { ecosystems, rules } from "../../rules/index.ts";
import { engine } from "../index.ts";
import { ecosystemPage } from "./ecosystem-page.ts";
import { writeConfigDocs } from "./generate-config.ts";
import { isChecking, writeGenerated } from "./generated.ts";
import { rulePage } from "./rule-page.ts";
import { markdownTable, withGenerated } from "./tables.ts";

const index = withGenerated(readFileSync("docs/README.md", "utf8"), "rules", ruleTable());
writeGenerated("docs/README.md", withGenerated(index, "ecosystems", ecosystemTable()));
writePages("docs/rules", rules, (rule) => rulePage(rule, engine));
writePages("docs/ecosystems", ecosystems, (ecosystem) => ecosystemPage(ecosystem, engine));
writeConfigDocs();

function ruleTable(): string {
  return markdownTable(
    ["rule", "severity", "reports"],
    rules.map(({ id, severity, off, summary }) => [
      `[\`${id}\`](rules/${id}.md)`,
      off ? `off (${severity})` : severity,
      summary,
    ]),
  );
}

function ecosystemTable(): string {
  return markdownTable(
    ["ecosystem", "commands", "repaired"],
    ecosystems.map(({ id, title, commands, recipe }) => [
      `[${title}](ecosystems/${id}.md)`,
      commands.map((command) => `\`${command}\``).join(", "),
      recipe === undefined || recipe.refuses ? "" : "yes",
    ]),
  );
}

/** A page each, and none of what there is no more. */
function writePages<T extends { readonly id: string }>(
  folder: string,
  subjects: readonly T[],
  page: (subject: T) => string,
): void {
  for (const subject of subjects) writeGenerated(`${folder}/${subject.id}.md`, page(subject));
  const known = new Set(subjects.map(({ id }) => `${id}.md`));
  for (const file of readdirSync(folder).filter((name) => !known.has(name))) {
    if (isChecking()) writeGenerated(`${folder}/${file}`, "");
    else rmSync(`${folder}/${file}`);
  }
}
