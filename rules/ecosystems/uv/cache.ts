import type { Analysis } from "../../../src/facts/analysis.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { exportsOf, familyOf } from "../../../src/rule/move.ts";
import { readMounts, targetOf } from "../../../src/syntax/mount.ts";

/**
 * The folder of the cache that uv leaves in an image; undefined where it leaves none. It is as large
 * as the packages, and shares their files, so that nobody noticed.
 */
export function cacheInImage(
  { stage, step }: EmulatedStep,
  uv: Invocation,
  analysis: Analysis,
): string | undefined {
  const none = uv.variable("UV_NO_CACHE");
  if (uv.has("--no-cache", "-n", "--no-cache-dir")) return undefined;
  if (none !== undefined && !/^(0|false|)$/.test(none)) return undefined;
  const folder = uv.value("--cache-dir") ?? uv.variable("UV_CACHE_DIR") ?? "/root/.cache/uv";
  const isMounted = readMounts(step.run).some((mount) => {
    const target = targetOf(mount) ?? "";
    return target !== "" && `${folder}/`.startsWith(`${target.replace(/\/$/, "")}/`);
  });
  if (isMounted) return undefined;
  const family = familyOf(stage, analysis);
  const ships = family.members.some((member) => member.stage.final || member.stage.builtElsewhere);
  const isTaken = exportsOf(family, analysis).some(({ path }) => mayHold(path, folder));
  return ships || isTaken ? folder : undefined;
}

/** Whether a folder stands below a path, which may have patterns and variables in it. */
function mayHold(path: string, folder: string): boolean {
  const plain = path.replace(/[*?[$].*$/, "");
  return plain === path
    ? `${folder}/`.startsWith(`${path.replace(/\/$/, "")}/`)
    : folder.startsWith(plain);
}
