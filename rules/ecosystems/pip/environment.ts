import type { StepFacts } from "../../../src/facts/analysis.ts";
import { fillIn } from "../../../src/facts/invocation.ts";
import { scriptCommands } from "../../../src/facts/script-state.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { joinPath, type RunStep } from "../../../src/graph/steps.ts";
import type { Beginning } from "../../../src/rule/prefill.ts";
import type { Dockerfile } from "../../../src/syntax/dockerfile.ts";
import { readOperator } from "../../../src/syntax/heredoc.ts";
import { readImageReference } from "../../../src/syntax/image-reference.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import { officialName } from "../../shared/official-image.ts";

/*
 * `python -m venv` starts a pip out of an archive, whose modules are compiled anew each time: under
 * QEMU that takes longer than many an installation. Where it finds its pip installed, half of it.
 */

/** Where the native stage puts the new environment. */
export const ENVIRONMENT = "/environment";

/** A virtual environment that a stage makes for its pip. */
export interface NewEnvironment {
  /** Absolute, without variables. */
  readonly folder: string;
  readonly step: RunStep;
  readonly command: ShellCommand;
}

/** What else is in a folder that is not named so is not known. */
const NAMED_SO = /env[^/]*$/i;

/**
 * The one environment that a stage makes before its pip installs, if its files are the same on every
 * platform: all but a link, which `copyEnvironment` leaves out.
 */
export function newEnvironment(
  { root, steps }: Beginning,
  stage: GraphStage,
): NewEnvironment | undefined {
  if (!isPython(root)) return undefined;
  const made = steps.flatMap((each) => environmentsIn(each));
  const [only, more] = made;
  if (only === undefined || more !== undefined || !stage.steps.includes(only.step))
    return undefined;
  const isNew = NAMED_SO.test(only.folder) && !isNamedBefore(only, steps);
  return isNew && only.step.user === undefined ? only : undefined;
}

function isPython({ base }: GraphStage): boolean {
  if (!base.known || base.value.kind !== "image") return false;
  return officialName(readImageReference(base.value.reference)) === "python";
}

/** `python3 -m venv /venv`, without options: `--copies` would bring this machine's Python. */
function environmentsIn({ step }: StepFacts): NewEnvironment[] {
  const found: NewEnvironment[] = [];
  for (const { command, name, state } of scriptCommands(step)) {
    if (!/^python[\d.]*$/.test(name) || !isPlain(command)) continue;
    const [module, venv, target, ...more] = command.words.slice(1);
    if (module?.value !== "-m" || venv?.value !== "venv" || more.length > 0) continue;
    const folder = target && joinPath(state.workdir, fillIn(target, state.scope));
    if (folder === undefined || !/^\/[\w./-]+$/.test(folder)) continue;
    // With its programs in PATH already, it would be made by its own Python, which writes that down.
    const path = state.scope.get("PATH") ?? "";
    if (!path.split(":").includes(`${folder}/bin`)) found.push({ folder, step, command });
  }
  return found;
}

function isPlain({ wrappers, redirects, enclosure, literal }: ShellCommand): boolean {
  return wrappers.length === 0 && redirects.length === 0 && enclosure === undefined && !literal;
}

/** What an earlier step puts there may be for the machine that it runs on. */
function isNamedBefore({ folder, step }: NewEnvironment, steps: readonly StepFacts[]): boolean {
  const before = steps.filter((each) => each.step.line < step.line);
  return before.some((each) => each.step.run.logical.text.includes(folder));
}

/**
 * What sets an environment aside as soon as it is made, before anything is installed into it.
 * `lib64` is a link that Python makes on machines of 64 bits (`venv/__init__.py:ensure_directories`).
 */
export function setAside({ folder, step }: NewEnvironment, { escape }: Dockerfile): string {
  const isScript = readOperator(step.run.args.text) !== undefined;
  const and = isScript ? " && " : ` && ${escape}\n    `;
  return `${and}cp -a ${folder} ${ENVIRONMENT} && rm -f ${ENVIRONMENT}/lib64`;
}
