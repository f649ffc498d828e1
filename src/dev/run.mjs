// Runs a TypeScript file of this repository: `node src/dev/run.mjs FILE [ARGUMENT...]`.
import { mkdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [entry, ...rest] = process.argv.slice(2);
const folder = resolve("node_modules/.cache/dockerlint-xarch/run");
const outfile = resolve(folder, `${basename(entry, ".ts")}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});
process.argv = [process.argv[0], resolve(entry), ...rest];
await import(pathToFileURL(outfile).href);
