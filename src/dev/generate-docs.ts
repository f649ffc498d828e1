/** Writes what is made from the rules' own words and from the configuration's schema. */
import { readFileSync } from "node:fs";
import { rules } from "../../rules/index.ts";
import { writeConfigDocs } from "./generate-config.ts";
import { writeGenerated } from "./generated.ts";
import { markdownTable, withGenerated } from "./tables.ts";

writeGenerated("README.md", withGenerated(readFileSync("README.md", "utf8"), "rules", ruleTable()));
writeConfigDocs();

/** The rules as a Markdown table. */
function ruleTable(): string {
  return markdownTable(
    ["rule", "severity", "reports"],
    rules.map(({ id, severity, off, summary }) => [
      `\`${id}\``,
      off ? `off (${severity})` : severity,
      summary,
    ]),
  );
}
