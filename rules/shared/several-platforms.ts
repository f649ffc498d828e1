import type { BuildGraph } from "../../src/graph/graph.ts";

const PLATFORM_ARG = /\b(BUILD|TARGET)(PLATFORM|OS|ARCH|VARIANT)\b/;

/**
 * Whether a file is meant for several platforms: several are declared, or, where none is, it asks
 * for the platform that builds or that is built for.
 */
export function isForSeveralPlatforms({ targets, dockerfile }: BuildGraph): boolean {
  if (targets.length > 1) return true;
  if (targets[0] !== "foreign") return false;
  return dockerfile.instructions.some(({ logical }) => PLATFORM_ARG.test(logical.text));
}
