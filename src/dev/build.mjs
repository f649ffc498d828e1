// Builds dist/: the command line as one minified CommonJS file, the library as one ES module,
// and the declarations. What most runs do not need is split off and loaded when asked for.
import { execFileSync } from "node:child_process";
import { build } from "esbuild";

const common = {
  bundle: true,
  minify: !process.argv.includes("--no-minify"),
  target: "node20",
  legalComments: "none",
};

await build({
  ...common,
  entryPoints: ["src/cli/main.ts"],
  outfile: "dist/cli.cjs",
  platform: "node",
  format: "cjs",
  // A library that asks for the module's URL finds it in a CommonJS file too.
  define: { "import.meta.url": "importMetaUrl" },
  banner: {
    js: `#!/usr/bin/env node
const importMetaUrl = require("node:url").pathToFileURL(__filename).href;`,
  },
});

await build({
  ...common,
  entryPoints: ["src/index.ts"],
  outfile: "dist/index.js",
  platform: "browser",
  format: "esm",
});

if (!process.argv.includes("--no-types")) {
  execFileSync("npx", ["tsc", "-p", "src/dev/tsconfig.types.json"], { stdio: "inherit" });
}
