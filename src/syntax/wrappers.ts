import type { ShellWord } from "./shell-word.ts";

/** A command that does nothing but run the command that its arguments name. */
interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** Words that are not options and stand before the command, such as the user of `gosu`. */
  readonly operands?: number;
  /** Whether `NAME=value` words before the command set its environment. */
  readonly assigns?: boolean;
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ["builtin", {}],
  ["ccache", {}],
  ["chroot", { operands: 1 }],
  ["chrt", { operands: 1 }],
  ["command", {}],
  ["doas", { valued: ["-u", "-C"] }],
  ["eatmydata", {}],
  ["env", { valued: ["-u", "--unset", "-C", "--chdir"], assigns: true }],
  ["exec", { valued: ["-a"] }],
  ["fakeroot", { valued: ["-s", "-i", "-l"] }],
  ["gosu", { operands: 1 }],
  ["ionice", { valued: ["-c", "-n"] }],
  ["linux32", {}],
  ["linux64", {}],
  ["nice", { valued: ["-n", "--adjustment"] }],
  ["nohup", {}],
  ["stdbuf", { valued: ["-i", "-o", "-e"] }],
  ["su-exec", { operands: 1 }],
  ["sudo", { valued: ["-u", "--user", "-g", "--group", "-C", "-h", "-p", "-D"], assigns: true }],
  ["time", { valued: ["-f", "-o"] }],
  ["timeout", { valued: ["-s", "--signal", "-k", "--kill-after"], operands: 1 }],
  [
    "xargs",
    { valued: ["-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s", "--max-args", "--max-procs"] },
  ],
  ["xvfb-run", { valued: ["-e", "-f", "-n", "-p", "-s", "-w"] }],
]);

/** `NAME=value` as a prefix of a command, or as an argument of `env` or `export`. */
export const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=/;

/** What is left of a command when its wrappers are taken away. */
export interface Unwrapped {
  readonly wrappers: readonly string[];
  /** The words of `env NAME=value`. */
  readonly assignments: readonly ShellWord[];
  readonly words: readonly ShellWord[];
}

/** `sudo -E env A=1 pip install x` is `pip install x` with `A=1`. */
export function unwrap(words: readonly ShellWord[]): Unwrapped {
  const wrappers: string[] = [];
  const assignments: ShellWord[] = [];
  let start = 0;
  while (start < words.length) {
    const name = baseName(words[start]!.value);
    const inner = innerCommand(name, words, start + 1, assignments);
    if (inner === undefined) break;
    // `env` or `exec` alone, or with redirections only, runs nothing.
    if (inner >= words.length) break;
    wrappers.push(name);
    start = inner;
  }
  return { wrappers, assignments, words: start === 0 ? words : words.slice(start) };
}

const SHELLS = new Set(["sh", "bash", "ash", "dash", "ksh", "zsh", "busybox"]);

/** Whether a program of this name reads POSIX shell. */
export function isPosixShell(name: string): boolean {
  return SHELLS.has(baseName(name));
}

/** Where a shell finds its script: in the word at an index, or on standard input. */
export type ScriptPlace =
  | { readonly kind: "text" | "file"; readonly index: number }
  | { readonly kind: "input" };

/** Long options of shells that take the next word as their value. */
const VALUED_LONG = new Set(["--rcfile", "--init-file"]);

/**
 * Reads the options of a shell: `bash -euo pipefail -c "..."`, `sh -x ./configure`, `sh -s -- -y`.
 * @param start the index of the first word behind the shell's name
 */
export function scriptPlace(words: readonly ShellWord[], start: number): ScriptPlace {
  let isText = false;
  let isInput = false;
  let at = start;
  for (; at < words.length; at++) {
    const { value } = words[at]!;
    if (value === "--" || value === "-") {
      at++;
      break;
    }
    if (!/^[-+]./.test(value)) break;
    if (value.startsWith("--")) {
      if (VALUED_LONG.has(value)) at++;
      continue;
    }
    isText ||= value.startsWith("-") && value.includes("c");
    isInput ||= value.startsWith("-") && value.includes("s");
    if (/[oO]/.test(value)) at++;
  }
  if (at >= words.length || (isInput && !isText)) return { kind: "input" };
  return { kind: isText ? "text" : "file", index: at };
}

/** The index of the command that a wrapper, or a shell with a file, runs; undefined for others. */
function innerCommand(
  name: string,
  words: readonly ShellWord[],
  start: number,
  assignments: ShellWord[],
): number | undefined {
  const wrapper = WRAPPERS.get(name);
  if (wrapper !== undefined) return skipArguments(words, start, wrapper, assignments);
  if (!isPosixShell(name)) return undefined;
  // `sh ./configure` is `./configure`.
  const place = scriptPlace(words, start);
  return place.kind === "file" ? place.index : undefined;
}

/** The index of the command behind a wrapper's own options, operands and assignments. */
function skipArguments(
  words: readonly ShellWord[],
  start: number,
  wrapper: Wrapper,
  assignments: ShellWord[],
): number {
  let operands = wrapper.operands ?? 0;
  let at = start;
  for (; at < words.length; at++) {
    const { value } = words[at]!;
    if (value === "--") return at + 1;
    if (value.startsWith("-") && value !== "-") {
      if (wrapper.valued?.includes(value)) at++;
    } else if (wrapper.assigns && ASSIGNMENT.test(value)) assignments.push(words[at]!);
    else if (operands > 0) operands--;
    else break;
  }
  return at;
}

/** The last part of a path: `/usr/bin/pip3` is `pip3`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
