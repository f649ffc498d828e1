import type { CommandFact } from "../../src/facts/facts.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import { CopyStep, joinPath, type RunStep } from "../../src/graph/steps.ts";
import type { Family } from "../../src/rule/move.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";

/* What a stage has no use for once its work is done in another one. */

/**
 * What only downloads for the work, in its stage: nobody else there has a use for it, where no other
 * command of the ecosystem is left.
 */
export function downloadsFor(
  work: readonly CommandFact[],
  { members }: Family,
): readonly CommandFact[] {
  const { ecosystem } = work[0]!;
  const all = members.flatMap(({ steps }) => steps.flatMap(({ facts }) => facts));
  const others = all.filter((fact) => fact.ecosystem === ecosystem && !work.includes(fact));
  return others.every(({ recognition }) => /^(fetch|resolve)$/.test(recognition.role))
    ? others
    : [];
}

/** The steps of a stage that do nothing besides. */
export function stepsOf(
  downloads: readonly CommandFact[],
  stage: GraphStage,
  { members }: Family,
): readonly RunStep[] {
  const commands = new Set(downloads.map(({ command }) => command));
  const { steps } = members.find((each) => each.stage === stage)!;
  return steps
    .filter(({ facts }) => facts.length > 0 && facts.every(({ command }) => commands.has(command)))
    .map(({ step }) => step)
    .filter(
      ({ script, inherited }) =>
        !inherited &&
        script.kind === "shell" &&
        script.script.commands.every((each) => commands.has(each) || isIdle(each)),
    );
}

/** The COPY right before a step that brings what the step's own folder has in it anyway. */
export function copyBefore(
  step: RunStep,
  { layers }: GraphStage,
  folder: string,
): readonly CopyStep[] {
  const copy = layers[layers.indexOf(step) - 1];
  if (!(copy instanceof CopyStep) || copy.inherited) return [];
  const { name, flags } = copy.instruction;
  const isPlain = name === "COPY" && flags.every((flag) => flag.name === "chown");
  return isPlain && joinPath(copy.workdir, copy.destination) === folder ? [copy] : [];
}

/** Tools that build before they run, and need again what they left behind. */
const BUILDS_AGAIN =
  /\b(air|ant|bazel|c?make|cargo|dlv|gradlew?|just|meson|mvnw?|ninja|rake|sbt|task)\b|\b(dotnet|go)\W+(build|ef|generate|publish|run|test|tool|vet|watch)\b/;

/** A shell, or something that only waits for somebody to open one. */
const WAITS = /^\W*(\/\S*\/)?((ba|da|z|a)?sh\b[\s"'\]]*(-l[\s"'\]]*)?$|sleep\b|tail\b)/;

/** Why an image may need more of a build than what the build makes. */
export function objectionToLeaving({ members }: Family): string | undefined {
  const starts = members
    .flatMap(({ stage }) => stage.syntax.instructions)
    .filter(({ name }) => name === "CMD" || name === "ENTRYPOINT");
  const again = starts.find(({ args }) => BUILDS_AGAIN.test(args.text));
  if (again !== undefined) return `what line ${again.line} starts builds again`;
  const last = starts.at(-1);
  if (last === undefined) return "the file names no CMD, and the image may be one to build in";
  return WAITS.test(last.args.text)
    ? `line ${last.line} starts a shell or waits, as images to build in do`
    : undefined;
}

/** What a shell does for the commands behind, and what only says something. */
const IDLE = /^(|:|cd|echo|export|set|true|umask|unset)$/;

export function isIdle({ name, carriesScript, redirects }: ShellCommand): boolean {
  return IDLE.test(name) && !carriesScript && redirects.length === 0;
}
