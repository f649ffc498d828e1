import type { GraphStage } from "../../src/graph/graph.ts";
import { normalizePlatform, parsePlatform, type Platform } from "../../src/platform/platform.ts";

/** The platform that a stage's own flag names without any variable, where the flag counts. */
export function constantPlatform({ syntax, base }: GraphStage): Platform | undefined {
  const flag = syntax.platformFlag?.text ?? "";
  // Of a stage that is FROM another stage BuildKit ignores the flag, and scratch is on the target.
  if (flag === "" || flag.includes("$") || (base.known && base.value.kind !== "image")) return;
  const platform = parsePlatform(flag);
  return platform && normalizePlatform(platform);
}

/**
 * Whether a stage's name says that just this platform is meant: `AS build-amd64`
 * (`dockerfile2llb/validations.go:reportConstPlatformDisallowed`).
 */
export function namesPlatform({ name }: GraphStage, { os, architecture }: Platform): boolean {
  return name !== undefined && (name.includes(os) || name.includes(architecture));
}
