import { parsePlatform, type Platform } from "../../platform/platform.ts";

/** What the name of a step tells, see `dockerfile2llb/convert.go:prefixCommand`. */
export interface StepName {
  /** The platform that it runs on: only builds for several platforms say so. */
  readonly platform: Platform | undefined;
  /** What it is made for, where that is another one: `[linux/amd64->arm64 build 2/4]`. */
  readonly target: Platform | undefined;
  /** Absent in a Dockerfile of one stage. Bake puts its target there. */
  readonly stage: string | undefined;
  /** How many steps of the stage follow. Counted from the end, ONBUILD of the base does no harm. */
  readonly following: number;
  readonly keyword: string;
  /** What stands behind the keyword, variables filled in. */
  readonly text: string;
}

/** Undefined where it is no step of a Dockerfile: `[internal] load build context`. */
export function parseStepName(name: string): StepName | undefined {
  const match = /^\[(?:([^\]]*) )? *(\d+)\/(\d+)\] (?:ONBUILD )?(\S+) ?([^]*)$/.exec(name);
  if (match === null) return undefined;
  const [, prefix = "", index, total, keyword, text] = match;
  const words = prefix.split(" ").filter((word) => word !== "");
  const platforms = words.filter((word) => word.includes("/"));
  const [runsOn, target] = platforms.at(-1)?.split("->") ?? [];
  const last = words.at(-1);
  return {
    platform: runsOn === undefined ? undefined : parsePlatform(runsOn),
    target: target === undefined ? undefined : parsePlatform(target),
    stage: last === platforms.at(-1) ? undefined : last,
    following: Number(total) - Number(index),
    keyword: keyword!,
    text: text!,
  };
}
