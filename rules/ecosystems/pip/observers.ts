import type { StepFacts } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import { joinPath } from "../../../src/graph/steps.ts";
import type { ShellCommand } from "../../../src/syntax/shell.ts";
import { observerIn } from "../../shared/observers.ts";
import { installsOf } from "./objections.ts";

/**
 * The first command of a step that would notice packages in these places; `until` and what follows
 * it may.
 */
export function observerOfPackages(
  facts: StepFacts,
  places: readonly string[],
  until?: ShellCommand,
): ShellCommand | undefined {
  return observerIn(facts, places, (command) => isObserver(facts.factOf(command)), until);
}

/** With more environments than this a file is not looked at closely. */
const MAX_PLACES = 20;

/** How the paths begin of what pips install; "/" is anywhere. */
export function placesOfPackages(installs: readonly CommandFact[]): readonly string[] {
  const places = new Set(installs.flatMap(placesOf));
  return places.size > MAX_PLACES ? ["/"] : [...places];
}

/** Where a pip that is told no folder puts packages, their programs and what else belongs to them. */
const SYSTEM = ["lib/python", "bin/", "etc/", "include/", "share/"].map(
  (folder) => `/usr/local/${folder}`,
);

function placesOf({ recognition, invocation }: CommandFact): readonly string[] {
  return (recognition.writes ?? []).flatMap(({ path }) => {
    if (path.startsWith("/usr/local/")) return SYSTEM;
    const place = path.includes("$") ? undefined : joinPath(invocation.workdir, path);
    return place === undefined ? ["/"] : [`${place}/`];
  });
}

/** What tools ask of the packages around them, and what they take away. */
const OBSERVING = /^(check|clean|freeze|graph|inspect|list|remove|run|show|tree|uninstall)$/;

function isObserver(fact: CommandFact | undefined): boolean | undefined {
  if (fact === undefined || !/^(pdm|pip|pipenv|poetry|uv)$/.test(fact.ecosystem)) return undefined;
  // `python -m pip freeze`, `uv pip freeze`
  const action = fact.invocation.operands().find((word) => word !== "pip");
  return OBSERVING.test(action ?? "");
}

/** Why packages must not be there before the first command of a step that installs them. */
export function objectionToObserver(facts: StepFacts): string | undefined {
  const installs = installsOf(facts);
  const observer = observerOfPackages(facts, placesOfPackages(installs), installs.at(-1)?.command);
  if (observer === undefined) return undefined;
  const [name, action] = observer.words.map(({ value }) => value);
  return (
    `${/^[a-z]+$/.test(action ?? "") ? `${name} ${action}` : name} comes before pip in the same RUN and may see or change what was prepared: give pip a ` +
    "RUN of its own"
  );
}
