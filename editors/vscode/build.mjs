// Builds the extension: its own code as one file, and the command line, which is the server, beside it.
// `npm run build` of the repository comes first.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const server = here("../../dist");
if (!existsSync(`${server}/cli.cjs`)) throw new Error("dist/cli.cjs is not there: npm run build");

await build({
  input: here("src/extension.ts"),
  platform: "node",
  external: ["vscode"],
  output: {
    file: here("dist/extension.cjs"),
    format: "cjs",
    minify: true,
    comments: false,
    codeSplitting: false,
  },
  logLevel: "warn",
});

rmSync(here("server"), { recursive: true, force: true });
mkdirSync(here("server/dist"), { recursive: true });
for (const file of readdirSync(server).filter((name) => name.endsWith(".cjs"))) {
  cpSync(`${server}/${file}`, here(`server/dist/${file}`));
}
// The server reads its version there, and leads to the pages of its rules.
const { name, version } = JSON.parse(readFileSync(here("../../package.json"), "utf8"));
writeFileSync(here("server/package.json"), JSON.stringify({ name, version }));
cpSync(here("../../docs/rules"), here("server/docs/rules"), { recursive: true });
cpSync(here("../../LICENSE"), here("LICENSE"));
