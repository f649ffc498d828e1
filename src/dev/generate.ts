/**
 * Writes what is made from the rules and ecosystems: the index that bundles can follow, and the
 * tables in README. With `--check` writes nothing and fails where a file is not up to date.
 */
import { existsSync, readdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { writeGenerated } from "./generated.ts";

writeGenerated("rules/index.ts", ruleIndex());
// A program of its own: it imports the index that was just written.
const docs = ["src/dev/run.mjs", "src/dev/generate-docs.ts", ...process.argv.slice(2)];
execFileSync(process.execPath, docs, { stdio: "inherit" });

/** Every rule and every ecosystem in one list each, in the order of their ids. */
function ruleIndex(): string {
  const ecosystems = modulesIn("rules/ecosystems");
  const rules = modulesIn("rules");
  return `// Written by \`npm run gen\`. Do not edit.
${importLine("type { Ecosystem }", "../src/rule/ecosystem.ts")}
${importLine("type { Rule }", "../src/rule/rule.ts")}
${ecosystems.map(({ name, path }) => importLine(`{ ${name} }`, `./ecosystems/${path}`)).join("\n")}
${rules.map(({ name, path }) => importLine(`{ ${name} }`, `./${path}`)).join("\n")}

export const ecosystems: readonly Ecosystem[] = [
${ecosystems.map(({ name }) => `  ${name},`).join("\n")}
];

export const rules: readonly Rule[] = [
${rules.map(({ name }) => `  ${name},`).join("\n")}
];
`;
}

function importLine(names: string, path: string): string {
  return `import ${names} from ${JSON.stringify(path)};`;
}

/** A module of a folder: a file, or a folder with an index. */
interface Module {
  readonly name: string;
  readonly path: string;
}

function modulesIn(folder: string): Module[] {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = entry.isDirectory() ? `${entry.name}/index.ts` : entry.name;
      return { name: camelCase(entry.name.replace(/\.ts$/, "")), path };
    })
    .filter(({ path }) => path !== "index.ts" && existsSync(`${folder}/${path}`))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function camelCase(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
