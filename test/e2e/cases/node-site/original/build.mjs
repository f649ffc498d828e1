import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { marked } from "marked";

mkdirSync("dist", { recursive: true });
await build({ entryPoints: ["src/main.js"], bundle: true, minify: true, outfile: "dist/main.js" });
const text = marked.parse(readFileSync("content/index.md", "utf8"));
writeFileSync("dist/index.html", `<!doctype html><script src="main.js"></script>${text}`);
