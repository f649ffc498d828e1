import type { Invocation } from "../../src/facts/invocation.ts";

/** A tool called by its name, or as a module: `poetry install`, `python -m poetry install`. */
export function pythonTool(invocation: Invocation, name: string): Invocation | undefined {
  if (invocation.name === name) return invocation;
  if (invocation.name !== "python" && invocation.name !== "pypy") return undefined;
  const module = invocation.args.indexOf("-m");
  const inner = module < 0 ? undefined : invocation.inner(module + 1);
  return inner?.name === name ? inner : undefined;
}

/**
 * How the work of a tool with a lock of its own is done natively, given the command that writes
 * the lock as requirements.
 */
export function prefillFrom(exportCommand: string): string {
  return (
    `export the lock in a stage on $BUILDPLATFORM (${exportCommand}), install the target's ` +
    "wheels there (pip install --target ... --platform ... --only-binary=:all:), copy them into " +
    "the environment, and let this command find its work done"
  );
}

/** How to move what gives the same text everywhere: locks and exports. */
export const WRITE_NATIVELY =
  "run it in a stage on $BUILDPLATFORM and copy the file that it writes";

/** How to build a wheel without emulation. */
export const BUILD_WHEEL =
  "build the wheel in a stage on $BUILDPLATFORM and copy it, if it is pure Python (none-any)";
