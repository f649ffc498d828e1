/**
 * Writes what is made from the rules and ecosystems: the index that bundles can follow. With
 * `--check` writes nothing and fails where a file is not up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const check = process.argv.includes("--check");
let stale = 0;

write("rules/index.ts", ruleIndex());
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
