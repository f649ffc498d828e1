import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import type { RunStep } from "../../../src/graph/steps.ts";
import { readOperator } from "../../../src/syntax/heredoc.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import { objectionToCommand, objectionToStep } from "../../shared/prefilled-step.ts";
import { pythonTool } from "../../shared/python.ts";

/** Why a pip would not find what was prepared for it, or cannot be made to prepare it. */
export function objectionToPip({ invocation, command }: CommandFact): string | undefined {
  return (
    objectionToCommand(command, "pip") ??
    objectionToPath(command) ??
    objectionToOptions(pythonTool(invocation, "pip")!)
  );
}

function objectionToPath({ assignments }: ShellCommand): string | undefined {
  return assignments.some(({ name }) => name === "PYTHONPATH")
    ? "pip has a PYTHONPATH of its own: set it with ENV"
    : undefined;
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
  const isScript = readOperator(step.run.args.text) !== undefined;
  if (step.script.kind === "shell" && !isScript && step.run.args.text.includes("<<")) {
    return "pip's RUN reads a heredoc: put it into a file first";
  }
  const folders = (main.recognition.writes ?? []).map(({ path }) => path);
  return objectionToStep(step, folders, "pip");
}
