import { joinPath, type RunStep } from "../../src/graph/steps.ts";
import { readMounts, targetOf } from "../../src/syntax/mount.ts";

/**
 * The mount that hides from a step what a layer has below a folder, or may, where only the build knows
 * its place; as written.
 * @param folders as the step's commands see them
 */
export function mountOver(step: RunStep, folders: readonly string[]): string | undefined {
  const below = folders.map((folder) => `${joinPath(step.workdir, folder) ?? folder}/`);
  for (const mount of readMounts(step.run)) {
    const written = targetOf(mount);
    if (written === undefined) continue;
    const target = joinPath(step.workdir, step.expand(written));
    if (target === undefined || target.includes("$")) return written;
    const begin = target === "/" ? target : `${target}/`;
    if (below.some((folder) => folder.startsWith(begin))) return written;
  }
  return undefined;
}
