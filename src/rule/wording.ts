import type { Slowdown } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import { formatTarget, type Target } from "../graph/execution.ts";
import type { BuildGraph, GraphStage } from "../graph/graph.ts";

/** "linux/arm64 and linux/arm/v7", or "foreign platforms" where no target is known. */
export function nameTargets(targets: readonly Target[], graph: BuildGraph): string {
  const names = worthNaming(targets, graph).map((target) =>
    target === "foreign" ? "foreign platforms" : formatTarget(target),
  );
  return listOf(names);
}

/**
 * Where the machine that builds is unknown, linux/amd64 counts as emulated with the rest; next to
 * others it only distracts.
 */
function worthNaming(targets: readonly Target[], { buildPlatform }: BuildGraph): readonly Target[] {
  if (buildPlatform !== undefined) return targets;
  const others = targets.filter((target) => formatTarget(target) !== "linux/amd64");
  return others.length > 0 ? others : targets;
}

/** "a", "a and b", "a, b and c" */
export function listOf(words: readonly string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** How many times slower a command is on the slowest of the targets; undefined if unmeasured. */
export function slowdownOn(slowdown: Slowdown, targets: readonly Target[]): number | undefined {
  const factors = targets.map((target) => {
    if (target === "foreign" || target.architecture === "arm64") return slowdown.arm64;
    return target.architecture === "arm" ? slowdown.arm : 0;
  });
  const slowest = Math.max(0, ...factors);
  return slowest > 0 ? slowest : undefined;
}

/**
 * "about 16 times slower than natively". The figures are of arm code on an amd64 machine; of others
 * there are none.
 */
export function costOn(
  slowdown: Slowdown,
  { platform }: GraphStage,
  targets: readonly Target[],
  { buildPlatform }: BuildGraph,
): string {
  const emulated = platform.kind === "constant" ? [platform.platform] : targets;
  const isMeasured = (buildPlatform?.architecture ?? "amd64") === "amd64";
  const factor = isMeasured ? slowdownOn(slowdown, emulated) : undefined;
  return factor === undefined
    ? "many times slower than natively"
    : `about ${factor} times slower than natively`;
}

/** A command in as few words as tell it: `pip install`, `python -m pip install`, `make`. */
export function nameCommand({ command }: CommandFact): string {
  const words = [command.name];
  for (const { value } of command.words.slice(1)) {
    const isModule = words.at(-1) === "-m";
    if (value === "-m" && words.length === 1) words.push(value);
    else if (isModule) words.push(value);
    else if (!value.startsWith("-")) {
      if (!/^[a-z][a-z:-]*$/.test(value)) break;
      words.push(value);
      // `npm run build`: the script says more than the command.
      if (value !== "run") break;
    }
  }
  return words.join(" ");
}

/** A clause as a sentence: "put the stage" is "Put the stage". */
export function capitalise(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
