import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { refuse } from "../../src/rule/fix.ts";
import type { Recipe } from "../../src/rule/recipe.ts";
import { writing } from "./recognitions.ts";
import type { RepeatTerms } from "./repeat-stage.ts";

/** A tool called by its name, or as a module: `poetry install`, `python -m poetry install`. */
export function pythonTool(invocation: Invocation, name: string): Invocation | undefined {
  if (invocation.name === name) return invocation;
  if (invocation.name !== "python" && invocation.name !== "pypy") return undefined;
  const module = invocation.args.indexOf("-m");
  const inner = module < 0 ? undefined : invocation.inner(module + 1);
  return inner?.name === name ? inner : undefined;
}

/** How the work of a tool with a lock of its own is done natively: the command writes the lock as a list. */
export function installWithPip(exportCommand: string): string {
  return (
    `install the list that ${exportCommand} writes with pip: its work is done natively in a stage on ` +
    "$BUILDPLATFORM and copied in (--fix)"
  );
}

/** A recipe without a fix, for a tool whose installation cannot be prepared. */
export function refusingInstalls(reason: string): Recipe {
  const recipe: Recipe = ({ main: { recognition } }) =>
    refuse(recognition.role === "install" ? reason : WRITTEN_BY_HAND);
  return Object.assign(recipe, { refuses: true });
}

/** Why a command that resolves or builds has no fix. */
export const WRITTEN_BY_HAND =
  "what it reads is not in the Dockerfile: give it a stage of its own on $BUILDPLATFORM, and copy " +
  "what it writes";

/** How to move what gives the same text everywhere: locks and exports. */
export const WRITE_NATIVELY =
  "run it in a stage on $BUILDPLATFORM and copy the file that it writes";

/** How to build a wheel without emulation. */
export const BUILD_WHEEL =
  "build the wheel in a stage on $BUILDPLATFORM and copy it, if it is pure Python (none-any)";

/** Where the Python of an image keeps packages: the official images, and Debian's. */
const SITE_PACKAGES = ["site", "dist"].map((kind) => `/usr/local/lib/python*/${kind}-packages/`);

/** The same, with the folder of the packages: some are pure Python, and some are not. */
export function installsInto(recognition: Recognition, ...folders: readonly string[]): Recognition {
  return writing(recognition, ...folders.map((path) => ({ path, mixed: true })));
}

/** Where a command installs packages that is told no folder: a virtual environment, or the system. */
export function environmentOf(invocation: Invocation): string[] {
  const active = invocation.variable("VIRTUAL_ENV") ?? environmentInPath(invocation);
  return active === undefined ? SITE_PACKAGES : [`${active}/`];
}

/** `/opt/venv/bin/pip`, or `pip` where PATH begins with `/opt/venv/bin`. */
function environmentInPath(invocation: Invocation): string | undefined {
  const called = invocation.command.words[0]?.value ?? "";
  const first = (invocation.variable("PATH") ?? "").split(":")[0]!;
  const folder = called.includes("/") ? called.replace(/\/[^/]*$/, "") : first;
  const environment = /^(.+)\/bin$/.exec(folder)?.[1];
  return environment === undefined || /^\/usr(\/local)?$|^\/root|^\$/.test(environment)
    ? undefined
    : environment;
}

/** What pip and uv say of what stands before their installations. */
export const PYTHON_PACKAGES: RepeatTerms = {
  packages: "Python packages",
  isHarmless(command, step) {
    const { name, words } = command;
    const args = words.slice(1).map(({ value }) => value);
    if (name === "." || name === "source") return /(^|\/)activate$/.test(args[0] ?? "");
    if (name === "virtualenv") return true;
    const isModule = /^(python|pypy)[\d.]*$/.test(name) && args[0] === "-m";
    if (isModule && /^(venv|virtualenv|ensurepip)$/.test(args[1] ?? "")) return true;
    // pip upgrading itself, `pip list`, `pip cache purge`: what takes no time.
    const fact = step.factOf(command);
    return fact?.ecosystem === "pip" && fact.recognition.heavy === undefined;
  },
};
