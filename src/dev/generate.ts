/**
 * Writes what is made from the rules and ecosystems: the index that bundles can follow, and the
 * tables in README. With `--check` writes nothing and fails where a file is not up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rules } from "../../rules/index.ts";

const check = process.argv.includes("--check");
let stale = 0;

write("rules/index.ts", ruleIndex());
write("README.md", withTable(readFileSync("README.md", "utf8"), "rules", ruleTable()));
process.exitCode = stale > 0 ? 1 : 0;

/** Every rule and every ecosystem in one list each, in the order of their ids. */
function ruleIndex(): string {
  const ecosystems = idsIn("rules/ecosystems");
  const rules = idsIn("rules");
  return `// Written by \`npm run gen\`. Do not edit.
${importLine("type { Ecosystem }", "../src/facts/ecosystem.ts")}
${importLine("type { Rule }", "../src/rule/rule.ts")}
${ecosystems.map((id) => importLine(`{ ${camelCase(id)} }`, `./ecosystems/${id}.ts`)).join("\n")}
${rules.map((id) => importLine(`{ ${camelCase(id)} }`, `./${id}.ts`)).join("\n")}

export const ecosystems: readonly Ecosystem[] = [
${ecosystems.map((id) => `  ${camelCase(id)},`).join("\n")}
];

export const rules: readonly Rule[] = [
${rules.map((id) => `  ${camelCase(id)},`).join("\n")}
];
`;
}

/** The rules as a Markdown table. A new rule is in it at the second run, when the index has it. */
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

function importLine(names: string, path: string): string {
  return `import ${names} from ${JSON.stringify(path)};`;
}

function idsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => name.slice(0, -".ts".length))
    .toSorted();
}

function camelCase(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function write(path: string, text: string): void {
  const old = readOrEmpty(path);
  if (old === text) return;
  stale += check ? 1 : 0;
  if (check) console.error(`${path} is not up to date: run npm run gen`);
  else writeFileSync(path, text);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
