import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a generated file; with `--check` says that it is stale instead, and fails. */
export function writeGenerated(path: string, text: string): void {
  if (readOrEmpty(path) === text) return;
  if (!isChecking()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  console.error(`${path} is not up to date: run npm run gen`);
  process.exitCode = 1;
}

export function isChecking(): boolean {
  return process.argv.includes("--check");
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
