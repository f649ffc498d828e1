import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, runCli } from "./support/cli.ts";

/** Runs a script in a shell, with a completion in `$1`; the shell's own settings stay out. */
function ask(shell: string, options: readonly string[], script: string): string[] {
  const folder = folderWith({
    completion: runCli(["completion", shell]).stdout,
    "sub/Dockerfile": "",
    "plan.txt": "",
  });
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, TERM: "dumb" };
  const args = [...options, "-c", script.replaceAll("COMPLETION", join(folder, "completion"))];
  const { stdout, stderr } = spawnSync(shell, args, { cwd: folder, env, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
}

const lacks = (shell: string) => spawnSync(shell, ["-c", "true"]).status !== 0;

/** The words so far, the last one to be completed; and some of what is offered for it. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["a command or a file", ["pl"], ["plan", "plan.txt"]],
  ["an option", ["--target-p"], ["--target-platform"]],
  ["a command's own option", ["profile", "--fi"], ["--file"]],
  ["a choice", ["plan", "--format", "m"], ["mermaid"]],
  ["a rule", ["explain", "emulated-"], ["emulated-step", "emulated-unavoidable"]],
  ["a rule to be selected", ["--select", "pip-"], ["pip-platform-flag"]],
  ["a shell", ["completion", "z"], ["zsh"]],
];

describe.skipIf(lacks("bash"))("bash (skipped where it is not installed)", () => {
  test.each(CASES)("%s", (_, words, expected) => {
    const line = words.map((word) => `"${word}"`).join(" ");
    const offered = ask(
      "bash",
      ["--noprofile", "--norc"],
      `source COMPLETION; COMP_WORDS=(dockerlint-xarch ${line}); COMP_CWORD=${words.length}
       _dockerlint_xarch; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
    expect(offered.toSorted()).toEqual(expected);
  });
});

describe.skipIf(lacks("fish"))("fish (skipped where it is not installed)", () => {
  test.each(CASES)("%s", (_, words, expected) => {
    const script = `source COMPLETION; complete -C 'dockerlint-xarch ${words.join(" ")}'`;
    const offered = ask("fish", ["--no-config"], script).map((line) => line.split("\t")[0]);
    expect(offered.toSorted()).toEqual(expected);
  });
});

describe.skipIf(lacks("zsh"))("zsh (skipped where it is not installed)", () => {
  test.each(CASES)("%s", (_, words, expected) => {
    // The line is typed in a pseudo-terminal, and what is offered is written down.
    const offered = ask(
      "zsh",
      ["-f"],
      `cat > .zshrc <<'END'
autoload -Uz compinit && compinit -u -D && source COMPLETION
compadd() {
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- $offered >> offered
  builtin compadd "$@"
}
zle-line-init() { : > ready }
zle -N zle-line-init
END
       wait_for() { for _ in {1..300}; do [ -e $1 ] && break; sleep 0.1; done }
       zmodload zsh/zpty && ZDOTDIR=$PWD zpty shell zsh -i
       wait_for ready
       zpty -w -n shell $'dockerlint-xarch ${words.join(" ")}\\t\\C-u touch done\\n'
       wait_for done
       cat offered`,
    );
    expect([...new Set(offered)].toSorted()).toEqual(expected);
  });
});

test("another shell is refused with the ones that are known", () => {
  const { stderr, status } = runCli(["completion", "tcsh"]);
  expect(stderr).toContain("Allowed choices are bash, fish, zsh");
  expect(status).toBe(2);
});
