import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";
import {
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  type Platform,
  samePlatform,
} from "../../src/platform/platform.ts";
import { shippedStage } from "./final-stage.ts";

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

/** What says that a stage's constant platform is meant; undefined where nothing does. */
export function reasonForPin(stage: GraphStage, graph: BuildGraph): string | undefined {
  if (stage.platform.kind !== "constant") return undefined;
  const pinned = constantPlatform(stage);
  if (pinned === undefined) return `stage ${stage.label} has a platform of its own`;
  if (namesPlatform(stage, pinned)) return `stage ${stage.label} is named for its platform`;
  const shipped = shippedStage(graph);
  const other = graph.stages.find((each) => {
    const own = constantPlatform(each);
    return own && each.reachable && each !== shipped?.root && !samePlatform(own, pinned);
  });
  if (other === undefined) return undefined;
  return (
    `stages ${stage.label} and ${other.label} are pinned to ${formatPlatform(pinned)} and ` +
    `${formatPlatform(constantPlatform(other)!)}: both may be wanted in every image`
  );
}
