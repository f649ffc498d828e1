// Runs a TypeScript file of this repository: `node src/dev/run.mjs FILE [ARGUMENT...]`.
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "rolldown";

const [entry, ...rest] = process.argv.slice(2);
const file = resolve(`node_modules/.cache/dockerlint-xarch/run/${basename(entry, ".ts")}.mjs`);
await build({
  input: resolve(entry),
  platform: "node",
  transform: { target: "node20" },
  // Packages stay where they are.
  external: (id) => !/^[./\0]/.test(id),
  output: { file, format: "esm", sourcemap: "inline", codeSplitting: false },
  logLevel: "warn",
});
process.argv = [process.argv[0], resolve(entry), ...rest];
await import(pathToFileURL(file).href);
