/** Writes the beginning of something new: `npm run new -- ecosystem NAME`. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { scaffoldEcosystem, ScaffoldError } from "./scaffold.ts";

const [kind, id, ...others] = process.argv.slice(2);
if (kind !== "ecosystem" || id === undefined || others.length > 0) {
  fail("usage: npm run new -- ecosystem NAME");
} else {
  try {
    write(id);
  } catch (error) {
    if (!(error instanceof ScaffoldError)) throw error;
    fail(error.message);
  }
}

function write(id: string): void {
  const taken = readdirSync("rules/ecosystems").map((file) => file.replace(/\.ts$/, ""));
  const { files, next } = scaffoldEcosystem(id, taken);
  const existing = [...files.keys()].find((path) => existsSync(path));
  if (existing !== undefined) throw new ScaffoldError(`${existing} is there already`);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`wrote ${path}\n`);
  }
  process.stdout.write(`Now:\n${next.map((step) => `  ${step}\n`).join("")}`);
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
