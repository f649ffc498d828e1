import type { Origin } from "../../src/flow/operation.ts";
import { formatPath, readPath } from "../../src/flow/paths.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { oncePer } from "../../src/graph/once-per.ts";

/** Whether a stage runs what it has made: a tool for the build, which is for its own machine. */
export function isRunWhereItWasMade(origin: Origin): boolean {
  return isRunIn(origin.stage, origin);
}

/** Whether a stage runs what was made in it, or in one that it continues. */
export function isRunIn(stage: GraphStage, { path, fact }: Origin): boolean {
  const told = (fact?.recognition.writes ?? []).flatMap((written) => {
    const place = formatPath(readPath(written.path, fact!.invocation.workdir));
    return [place, ...(written.names ?? []).map((name) => `${place}/${name}`)];
  });
  const calls = callsOf(stage);
  return [formatPath(path), ...told].some((place) => {
    const places = calls.get(place.slice(place.lastIndexOf("/") + 1));
    return places !== undefined && (places.has(place) || places.has(""));
  });
}

/** What the commands of a stage are called: by name, where they are; "" for what PATH finds. */
const callsOf = oncePer(({ steps }: GraphStage): ReadonlyMap<string, ReadonlySet<string>> => {
  const calls = new Map<string, Set<string>>();
  for (const { script, workdir } of steps) {
    if (script.kind !== "shell") continue;
    for (const { name, words } of script.script.commands) {
      const called = words[0]?.value ?? "";
      const place = called.includes("/") ? formatPath(readPath(called, workdir)) : "";
      calls.set(name, (calls.get(name) ?? new Set()).add(place));
    }
  }
  return calls;
});
