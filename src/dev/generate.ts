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
  const rules = idsIn("rules").filter((id) => isRule(id));
  return `// Written by \`npm run gen\`. Do not edit.
import type { Ecosystem } from "../src/facts/ecosystem.ts";
import type { Rule } from "../src/rule/rule.ts";
${ecosystems.map((id) => `import { ${camelCase(id)} } from "./ecosystems/${id}.ts";`).join("\n")}
${rules.map((id) => `import { ${camelCase(id)} } from "./${id}.ts";`).join("\n")}

export const ecosystems: readonly Ecosystem[] = [
${ecosystems.map((id) => `  ${camelCase(id)},`).join("\n")}
];

export const rules: readonly Rule[] = [
${rules.map((id) => `  ${camelCase(id)},`).join("\n")}
];
`;
}

function idsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => name.slice(0, -".ts".length))
    .toSorted();
}

/** Beside the rules stand a few files that they share; a rule exports its object. */
function isRule(id: string): boolean {
  return readFileSync(`rules/${id}.ts`, "utf8").includes(`export const ${camelCase(id)}: Rule`);
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
