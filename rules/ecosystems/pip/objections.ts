import type { StepFacts } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import type { RunStep } from "../../../src/graph/steps.ts";
import { readOperator } from "../../../src/syntax/heredoc.ts";
import type { Beginning } from "../../../src/rule/prefill.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import { objectionToCommand, objectionToStep } from "../../shared/prefilled-step.ts";
import { pythonTool } from "../../shared/python.ts";

/** The `pip install`s of a step that can be prepared for, in order. */
export function installsOf({ facts }: StepFacts): readonly CommandFact[] {
  return facts
    .filter(({ ecosystem, recognition }) => ecosystem === "pip" && recognition.heavy !== undefined)
    .filter((fact) => objectionToPip(fact) === undefined);
}

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

/**
 * Why pip might take what was made for the machine that builds: a wheel says by its name what it is
 * for, `none-any` too, and the name may be wrong.
 */
export function objectionToOwnWheels({ steps }: Beginning): string | undefined {
  for (const { step, facts } of steps) {
    const maker = facts.find(makesWheels);
    if (maker === undefined) continue;
    const { name, args } = maker.invocation;
    return (
      `line ${step.line} (${name} ${args[0] ?? ""}) collects wheels for the machine that it runs on, and pip may take ` +
      "them: install from the index"
    );
  }
  return undefined;
}

function makesWheels({ ecosystem, invocation, recognition }: CommandFact): boolean {
  if (ecosystem !== "pip")
    return /^(pdm|poetry|uv)$/.test(ecosystem) && recognition.role === "bundle";
  return /^(wheel|download)$/.test(pythonTool(invocation, "pip")?.subcommand() ?? "");
}
