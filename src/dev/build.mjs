// Builds dist/: the command line as a minified CommonJS file with the parts that most runs do not
// need beside it, the library as one ES module, and the declarations.
import { execFileSync } from "node:child_process";
import { build } from "esbuild";

const common = {
  bundle: true,
  minify: !process.argv.includes("--no-minify"),
  target: "node20",
  legalComments: "none",
};

const node = {
  ...common,
  platform: "node",
  format: "cjs",
  // A library that asks for the module's URL finds it in a CommonJS file too.
  define: { "import.meta.url": "importMetaUrl" },
};
const importMetaUrl = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

/** Libraries that are read from a file of their own when they are first used, and how. */
const lazy = {
  "dockerfile-ast": `export const DockerfileParser = {
    parse: (text) => require("./dockerfile-ast.cjs").DockerfileParser.parse(text),
  };`,
  tinyglobby: `export const glob = (...args) => require("./tinyglobby.cjs").glob(...args);`,
};

/**
 * Start-up is what a linter in a hook is felt by. `node:child_process`, which commander wants for
 * executables that we do not have, costs as much as all our own code and becomes empty.
 */
const startFast = {
  name: "start-fast",
  setup({ onResolve, onLoad }) {
    const replaced = { ...lazy, "node:child_process": "export default {};" };
    const filter = new RegExp(`^(${Object.keys(replaced).join("|")})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: "start-fast" }));
    onLoad({ filter, namespace: "start-fast" }, ({ path }) => ({ contents: replaced[path] }));
    onResolve({ filter: /^\.\/[\w-]+\.cjs$/ }, ({ path }) => ({ path, external: true }));
  },
};

await Promise.all([
  build({
    ...node,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli.cjs",
    banner: { js: `#!/usr/bin/env node\n${importMetaUrl}` },
    plugins: [startFast],
  }),
  ...Object.keys(lazy).map((name) =>
    build({
      ...node,
      stdin: { contents: `module.exports = require("${name}")`, resolveDir: "." },
      outfile: `dist/${name}.cjs`,
      banner: { js: importMetaUrl },
    }),
  ),
  build({
    ...common,
    entryPoints: ["src/index.ts"],
    outfile: "dist/index.js",
    platform: "browser",
    format: "esm",
  }),
]);

if (!process.argv.includes("--no-types")) {
  execFileSync("npx", ["tsc", "-p", "src/dev/tsconfig.types.json"], { stdio: "inherit" });
}
