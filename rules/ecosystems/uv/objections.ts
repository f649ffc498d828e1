import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { scriptCommands } from "../../../src/facts/script-state.ts";
import { joinPath, type RunStep } from "../../../src/graph/steps.ts";
import type { Beginning } from "../../../src/rule/prefill.ts";
import { readImageReference } from "../../../src/syntax/image-reference.ts";
import { isOfUv } from "../../shared/official-image.ts";
import { pythonTool } from "../../shared/python.ts";

const AGAIN = ["--reinstall", "--force-reinstall", "--no-binary"];

/** Why uv cannot be made to prepare its work, or would not find it done. */
export function objectionToOptions(
  uv: Invocation,
  packages: readonly string[],
): string | undefined {
  if (uv.has("--python-platform")) return "uv is told a platform already";
  if (uv.has("--dry-run")) return "uv --dry-run installs nothing that could be prepared";
  const again = AGAIN.find((option) => uv.has(option));
  if (again !== undefined) return `with ${again} uv does again what was prepared for it`;
  if (uv.variable("UV_NO_BINARY") !== undefined) return "uv builds all packages from source";
  const local =
    packages.find((name) => /^\.|^\/|^file:/.test(name)) ?? uv.value("-e", "--editable");
  if (local !== undefined) {
    return (
      `uv builds the project ${local} itself, which has to happen on the target: install what it requires ` +
      "in a step before (uv sync does)"
    );
  }
  return undefined;
}

/** Why the environment would hold more than what uv was told to install for the target. */
export function objectionToEnvironment(
  folder: string,
  isProject: boolean,
  { steps }: Beginning,
  own: CommandFact,
): string | undefined {
  let isMade = isProject;
  for (const { step, facts } of steps) {
    if (doesMore(step, facts, folder, own)) {
      return `line ${step.line} does more with ${folder} than to make it: put that behind uv`;
    }
    for (const fact of facts) {
      if (fact.command === own.command) break;
      if (makesEnvironment(fact, folder)) isMade = true;
      else if (installsInto(fact, folder)) {
        return `line ${step.line} (${fact.invocation.name}) installs into ${folder}, too: put it behind uv`;
      }
    }
  }
  return isMade
    ? undefined
    : `no uv venv or python -m venv makes ${folder} before: what else it holds is not known`;
}

/** What neither writes files nor depends on the machine. */
const HARMLESS = new Set([".", "source", "cd", "set", "export"]);

/**
 * Whether a step that names the environment runs something else before uv fills it: what that puts
 * there would be for the machine that it runs on.
 */
function doesMore(
  step: RunStep,
  facts: readonly CommandFact[],
  folder: string,
  own: CommandFact,
): boolean {
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  if (!step.run.logical.text.includes(name) && !step.workdir?.startsWith(folder)) return false;
  const known = new Set(
    facts.filter(({ ecosystem }) => /^(uv|pip)$/.test(ecosystem)).map(({ command }) => command),
  );
  return [...scriptCommands(step)].some(
    ({ command }) =>
      command.span.start < own.command.span.start &&
      !known.has(command) &&
      !HARMLESS.has(command.words[0]?.value ?? "") &&
      !facts.some((fact) => fact.command === command && makesEnvironment(fact, folder)),
  );
}

function makesEnvironment({ invocation }: CommandFact, folder: string): boolean {
  const tools = [invocation, pythonTool(invocation, "uv"), pythonTool(invocation, "venv")];
  return tools.some((tool) => {
    if (tool === undefined || !/^(uv|venv|virtualenv)$/.test(tool.name)) return false;
    // With a copy of the interpreter in it, the environment is for one machine.
    if (tool.has("--copies", "--always-copy")) return false;
    const words = tool.operands(["--python", "-p", "--prompt", "--cache-dir"]);
    if (tool.name === "uv" && words.shift() !== "venv") return false;
    return joinPath(tool.workdir, words[0] ?? ".venv") === folder;
  });
}

function installsInto({ recognition, invocation }: CommandFact, folder: string): boolean {
  if (recognition.role !== "install") return false;
  return (recognition.writes ?? []).some(
    ({ path }) => joinPath(invocation.workdir, path) === folder,
  );
}

/** `uv sync --python-platform` came with this release, source packages were told apart before. */
const FIRST = [0, 7, 21];

/** Why uv is known to be too old; it fails then, so that the stage is in vain. */
export function objectionToVersion(
  { root, steps }: Beginning,
  analysis: Analysis,
): string | undefined {
  const named = [...versionsOfImages(root.index, analysis), ...versionsInstalled(steps)];
  const old = named.find((version) => isOlder(version.split(".").map(Number)));
  return old && `uv ${old} cannot be told the target: that takes uv ${FIRST.join(".")} or later`;
}

/** Of `astral/uv:0.5.1-python3.12-bookworm`, and of images that uv is copied from. */
function versionsOfImages(root: number, { graph, stages }: Analysis): string[] {
  const copied = graph.stages[root]!.edges.flatMap(({ from }) =>
    "image" in from ? [from.image] : [stages[from.stage]!.image ?? ""],
  );
  return [stages[root]!.image ?? "", ...copied].flatMap((image) => {
    const reference = readImageReference(image);
    if (!isOfUv(reference)) return [];
    return /^\d+\.\d+(\.\d+)?/.exec(reference?.tag ?? "")?.[0] ?? [];
  });
}

/** `pip install uv==0.5.1` */
function versionsInstalled(steps: Beginning["steps"]): string[] {
  return steps.flatMap(({ facts }) =>
    facts.flatMap(({ invocation }) =>
      invocation.args.flatMap((arg) => /^uv==(\d+(?:\.\d+)+)$/.exec(arg)?.[1] ?? []),
    ),
  );
}

function isOlder(version: readonly number[]): boolean {
  for (const [index, number] of FIRST.entries()) {
    // `0.7` is the latest of its line.
    const own = version[index];
    if (own === undefined) return false;
    if (own !== number) return own < number;
  }
  return false;
}
