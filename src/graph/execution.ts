import {
  formatPlatform,
  parsePlatform,
  type Platform,
  runsNatively,
  samePlatform,
} from "../platform/platform.ts";
import type { Resolved } from "./resolved.ts";

/** How a stage's RUN steps run when the image is built for one target. */
export type Execution = "native" | "emulated" | "unknown";

/**
 * What a file is analysed for.
 * `target`: a platform, or `foreign`, any platform that the build machine does not have.
 */
export type Target = Platform | "foreign";

export function formatTarget(target: Target): string {
  return target === "foreign" ? "foreign" : formatPlatform(target);
}

const AMD64 = parsePlatform("linux/amd64")!;
const ARM64 = parsePlatform("linux/arm64")!;

/** Two machines that differ: what changes with the machine is on the build platform. */
export const PROBE_MACHINES = [AMD64, ARM64] as const;

/** The platform that stands in for a target where any foreign one is meant. */
export function representative(target: Target, machine: Platform): Platform {
  if (target !== "foreign") return target;
  return samePlatform(machine, AMD64) ? ARM64 : AMD64;
}

/**
 * The machine that builds, where nobody said which: a project that builds for linux/amd64 alone
 * is built where that is native. For all other targets it stays unknown.
 */
export function assumedBuildPlatform(targets: readonly Target[]): Platform | undefined {
  const [only] = targets;
  const amd64Only = targets.length === 1 && only !== "foreign" && samePlatform(only!, AMD64);
  return amd64Only ? AMD64 : undefined;
}

/** A stage's platform in one build. */
interface SeenPlatform {
  readonly machine: Platform;
  readonly target: Platform;
  readonly platform: Resolved<Platform>;
}

/**
 * How a stage runs. On a known machine its platform decides. On an unknown one, builds on unlike
 * machines are compared: what follows the machine is native, what is always the target is emulated.
 */
export function executionOf(
  seen: readonly SeenPlatform[],
  machine: Platform | undefined,
): Execution {
  const always = (holds: (platform: Platform, each: SeenPlatform) => boolean) =>
    seen.every((each) => each.platform.known && holds(each.platform.value, each));
  if (!always(() => true)) return "unknown";
  if (machine !== undefined) {
    return always((platform) => runsNatively(machine, platform)) ? "native" : "emulated";
  }
  if (always((platform, each) => samePlatform(platform, each.machine))) return "native";
  if (always((platform, each) => samePlatform(platform, each.target))) return "emulated";
  return "unknown";
}
