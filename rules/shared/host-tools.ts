import type { Origin } from "../../src/flow/operation.ts";
import { formatPath, readPath } from "../../src/flow/paths.ts";

/** Whether a stage runs what it has made: a tool for the build, which is for its own machine. */
export function isRunWhereItWasMade({ path, stage, fact }: Origin): boolean {
  const told = (fact?.recognition.writes ?? []).flatMap((written) => {
    const place = formatPath(readPath(written.path, fact!.invocation.workdir));
    return [place, ...(written.names ?? []).map((name) => `${place}/${name}`)];
  });
  const paths = new Set([formatPath(path), ...told]);
  const names = new Set([...paths].map((each) => each.slice(each.lastIndexOf("/") + 1)));
  return stage.steps.some(({ script, workdir }) => {
    if (script.kind !== "shell") return false;
    return script.script.commands.some(({ name, words }) => {
      if (!names.has(name)) return false;
      const called = words[0]!.value;
      return !called.includes("/") || paths.has(formatPath(readPath(called, workdir)));
    });
  });
}
