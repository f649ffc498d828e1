// Builds dist/: the command line as minified CommonJS files, of which most runs read two; the
// library as one ES module; and the declarations.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "rolldown";

const minify = !process.argv.includes("--no-minify");

/**
 * Libraries that are asked synchronously, and by few runs: a file of their own that is read when
 * they are first used. What is loaded by `import()` is a file of its own anyway.
 */
const lazy = {
  "dockerfile-ast": `export const DockerfileParser = {
    parse: (text) => require("./dockerfile-ast.cjs").DockerfileParser.parse(text),
  };`,
};

/**
 * Start-up is what a linter in a hook is felt by. `node:child_process`, which commander wants for
 * executables that we do not have, costs as much as all our own code and becomes empty.
 */
const startFast = {
  name: "start-fast",
  resolveId(id, importer) {
    if (Object.hasOwn(lazy, id) && importer !== undefined) return `\0${id}`;
    if (id === "node:child_process" && importer?.includes("commander")) return `\0${id}`;
    return /^\.\/[\w-]+\.cjs$/.test(id) ? { id, external: true } : undefined;
  },
  load(id) {
    if (!id.startsWith("\0")) return undefined;
    return { code: lazy[id.slice(1)] ?? "export default {};", moduleType: "js" };
  },
};

const node = {
  platform: "node",
  transform: { target: "node20" },
  logLevel: "warn",
};
// Node reads a file of ASCII alone twice as fast: one other character makes all of it UTF-16.
const written = { dir: "dist", minify, comments: false, charset: "ascii" };
const commonJs = { ...written, format: "cjs" };

/** The modules that every run reads, and that all the others may count on. */
function startModules(main, context) {
  const found = new Set([main]);
  for (const id of found) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  }
  return found;
}

let start;
/** One file for all of them: what some parts share with them would become many small ones. */
const oneStart = {
  debugName: "start",
  name(id, context) {
    start ??= startModules(resolve("src/cli/main.ts"), context);
    return start.has(id) ? "start" : null;
  },
};

/** A package's chunk is named after it, one of ours after its module. */
function chunkName({ name, facadeModuleId }) {
  const [, library] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(facadeModuleId ?? "") ?? [];
  return `${(library ?? name).replace("/", "-")}.cjs`;
}

// A part that no longer exists would go into the package.
for (const file of existsSync("dist") ? readdirSync("dist") : []) {
  if (/\.c?js$/.test(file)) rmSync(`dist/${file}`);
}
await build([
  {
    ...node,
    input: { cli: "src/cli/bin.ts" },
    plugins: [startFast],
    output: {
      ...commonJs,
      entryFileNames: "[name].cjs",
      chunkFileNames: chunkName,
      codeSplitting: { groups: [oneStart] },
      banner: (chunk) => (chunk.isEntry ? "#!/usr/bin/env node" : ""),
    },
  },
  ...Object.keys(lazy).map((name) => ({
    ...node,
    input: { [name]: name },
    output: { ...commonJs, entryFileNames: "[name].cjs" },
  })),
  {
    ...node,
    input: { index: "src/index.ts" },
    platform: "browser",
    output: { ...written, format: "esm", codeSplitting: false },
  },
]);

if (!process.argv.includes("--no-types")) {
  // Not by npx, which looks elsewhere where npm installs globally.
  const tsc = "node_modules/typescript/bin/tsc";
  execFileSync(process.execPath, [tsc, "-p", "src/dev/tsconfig.types.json"], { stdio: "inherit" });
}
