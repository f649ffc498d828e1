import type { GraphStage } from "../../src/graph/graph.ts";
import { placeholder, type RunStep } from "../../src/graph/steps.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import { objectionToExecForm } from "./exec-form.ts";
import { mountOver } from "./mounts.ts";

/** Wrappers that pass on variables, and stay the same user. */
const TRANSPARENT = new Set([
  "command",
  "env",
  "exec",
  "ionice",
  "nice",
  "nohup",
  "stdbuf",
  "timeout",
  "xargs",
]);

/**
 * Why a command cannot be repeated with other words around it in a stage that prepares its work.
 * @param tool the command's name, for the reason
 */
export function objectionToCommand(command: ShellCommand, tool: string): string | undefined {
  const unread = objectionToExecForm(command);
  if (unread !== undefined) return unread;
  if (command.enclosure !== undefined) {
    return `${tool} runs inside of another command (a pipe, a branch, a loop or brackets): give it a RUN of its own`;
  }
  const wrapper = command.wrappers.find((name) => !TRANSPARENT.has(name));
  return wrapper && `${tool} runs through ${wrapper}, which may change its user and its variables`;
}

/**
 * Why a step or its stage does not let files be put under it before it runs.
 * @param folders where they would be put
 */
export function objectionToStep(
  step: RunStep,
  folders: readonly string[],
  tool: string,
): string | undefined {
  if (step.user !== undefined && !/^(root|0)(:|$)/.test(step.user)) {
    return (
      `${tool} runs as user ${step.user}, to whom the prepared files would have to belong: install as root, ` +
      "and set USER behind it"
    );
  }
  const hidden = mountOver(step, folders);
  if (hidden !== undefined) return `a mount lies over ${hidden}, where ${tool} installs`;
  const fixed = ["TARGETARCH", "TARGETVARIANT"].find((name) => {
    const value = step.environment.get(name);
    return value !== undefined && value !== placeholder(name);
  });
  return fixed && `${fixed} has a value of its own here: the target is not known`;
}

/** A stage that is prepared for, as prose. */
export function nameStage({ name, final }: GraphStage): string {
  if (name !== undefined) return `stage ${name}`;
  return final ? "the stage that ships" : "a stage without a name";
}
