import type { Origin } from "../../src/flow/operation.ts";
import { formatPath, readPath } from "../../src/flow/paths.ts";

/** Whether a stage runs what it has made: a tool for the build, which is for its own machine. */
export function isRunWhereItWasMade({ path, stage }: Origin): boolean {
  const name = path.at(-1);
  return stage.steps.some(({ script, workdir }) => {
    if (script.kind !== "shell") return false;
    return script.script.commands.some((command) => {
      if (command.name !== name) return false;
      const called = command.words[0]!.value;
      return !called.includes("/") || formatPath(readPath(called, workdir)) === formatPath(path);
    });
  });
}
