import type { Analysis } from "../../../src/facts/analysis.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { pathIn } from "../../shared/context-files.ts";

/**
 * Why preparing gains nothing: without a lock `uv sync` decides on versions again on the target, whatever
 * is installed. Only the byte code that is compiled natively makes up for that. Where nobody knows
 * whether there is a lock, most projects have one.
 */
export function objectionToResolving(
  uv: Invocation,
  isProject: boolean,
  { stage, step }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  if (!isProject || compilesByteCode(uv)) return undefined;
  const lock = pathIn(uv.workdir, "uv.lock", step);
  if (contextFile(analysis, stage, step, lock).kind !== "missing") return undefined;
  return (
    "without uv.lock uv decides on versions under QEMU all the same, and it compiles no byte code here: with 35 packages " +
    "prepared a build took 14 seconds instead of 12; keep uv.lock beside pyproject.toml (with it: 5 instead of 11)"
  );
}

/** By itself uv compiles none (docs.astral.sh/uv/reference/settings, compile-bytecode). */
function compilesByteCode(uv: Invocation): boolean {
  if (uv.has("--no-compile-bytecode", "--no-compile")) return false;
  if (uv.has("--compile-bytecode", "--compile")) return true;
  return /^(y|yes|t|true|on|1)$/i.test(uv.variable("UV_COMPILE_BYTECODE") ?? "");
}
