import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { placeholder, type RunStep } from "../../../src/graph/steps.ts";
import { readOperator } from "../../../src/syntax/heredoc.ts";
import { readMounts } from "../../../src/syntax/mount.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import { objectionToExecForm } from "../../shared/exec-form.ts";
import { pythonTool } from "../../shared/python.ts";

/** Why a pip would not find what was prepared for it, or cannot be made to prepare it. */
export function objectionToPip({ invocation, command }: CommandFact): string | undefined {
  return objectionToCommand(command) ?? objectionToOptions(pythonTool(invocation, "pip")!);
}

/** Wrappers that pass on the variable that makes pip pretend, and stay the same user. */
const TRANSPARENT = new Set([
  "command",
  "env",
  "exec",
  "ionice",
  "nice",
  "nohup",
  "stdbuf",
  "timeout",
  "xargs",
]);

function objectionToCommand(command: ShellCommand): string | undefined {
  const unread = objectionToExecForm(command);
  if (unread !== undefined) return unread;
  if (command.enclosure !== undefined) {
    return "pip runs inside of another command (a pipe, a branch, a loop or brackets): give it a RUN of its own";
  }
  const wrapper = command.wrappers.find((name) => !TRANSPARENT.has(name));
  if (wrapper !== undefined)
    return `pip runs through ${wrapper}, which may change its user and its variables`;
  if (command.assignments.some(({ name }) => name === "PYTHONPATH")) {
    return "pip has a PYTHONPATH of its own: set it with ENV";
  }
  return undefined;
}

const ELSEWHERE = ["--target", "-t", "--prefix", "--root"];
const AGAIN = ["--ignore-installed", "-I", "--force-reinstall"];

function objectionToOptions(pip: Invocation): string | undefined {
  const action = pip.args.find((arg) => /^(install|wheel|download)$/.test(arg));
  if (action !== "install") {
    return `pip ${action ?? "here"} does not look at what is installed, so that nothing can be prepared for it`;
  }
  if (pip.has("--dry-run")) return "pip --dry-run installs nothing that could be prepared";
  const elsewhere = ELSEWHERE.find((option) => pip.has(option));
  const variable = ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"].find((name) => pip.variable(name));
  if (elsewhere !== undefined || variable !== undefined) {
    return (
      `with ${elsewhere ?? variable} pip does not look at what is installed there and would do all of it ` +
      "again: install into a virtual environment instead"
    );
  }
  const again = AGAIN.find((option) => pip.has(option));
  if (again !== undefined) return `with ${again} pip does all again that was prepared for it`;
  if (pip.has("--platform")) return "pip is told a platform already";
  if (pip.values("--no-binary").includes(":all:") || pip.variable("PIP_NO_BINARY") === ":all:") {
    return "pip builds all packages from source, which has to run on the target";
  }
  return undefined;
}

/** Why the step or its stage does not let files be put under it. */
export function objectionToPipStep(main: CommandFact, step: RunStep): string | undefined {
  if (step.user !== undefined && !/^(root|0)(:|$)/.test(step.user)) {
    return (
      `pip runs as user ${step.user}, to whom the prepared files would have to belong: install as root, ` +
      "and set USER behind it"
    );
  }
  const isScript = readOperator(step.run.args.text) !== undefined;
  if (step.script.kind === "shell" && !isScript && step.run.args.text.includes("<<")) {
    return "pip's RUN reads a heredoc: put it into a file first";
  }
  const hidden = readMounts(step.run)
    .map((mount) => mount.get("target") ?? mount.get("dst") ?? mount.get("destination") ?? "")
    .find((folder) =>
      main.recognition.writes?.some(({ path }) => `${path}/`.startsWith(`${folder}/`)),
    );
  if (hidden !== undefined) return `a mount lies over ${hidden}, where pip installs`;
  const fixed = ["TARGETARCH", "TARGETVARIANT"].find((name) => {
    const value = step.environment.get(name);
    return value !== undefined && value !== placeholder(name);
  });
  return fixed && `${fixed} has a value of its own here: the target is not known`;
}
