import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A copy of this repository as it is now, whatever is committed, as a repository with one commit. */
export function copyRepository(folder: string): void {
  const listed = git(process.cwd(), ["ls-files", "--cached", "--others", "--exclude-standard"]);
  for (const file of listed.split("\n").filter(Boolean)) {
    const target = join(folder, file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
  initRepository(folder);
}

/** Makes a folder a repository in which everything is committed. */
export function initRepository(folder: string): void {
  git(folder, ["init", "--quiet"]);
  git(folder, ["add", "--all"]);
  commit(folder);
}

export function commit(folder: string): void {
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  git(folder, [...author, "commit", "--quiet", "--no-verify", "--message", "test"]);
}

export function git(cwd: string, args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd, encoding: "utf8" }).trim();
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Runs a program; standard output and standard error as one text, as a person sees them. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], {
    ...options,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, output: stdout + stderr };
}

/** Runs a program that must succeed. */
export function runOrThrow(...command: Parameters<typeof run>): void {
  const { status, output } = run(...command);
  if (status !== 0) throw new Error(`${command[0]} ${command[1].join(" ")}\n${output}`);
}
