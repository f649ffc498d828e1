import {
  type PlatformArgDeclaration,
  type PlatformArgScope,
  readPlatformArgs,
} from "../src/facts/platform-args.ts";
import { referencesIn } from "../src/facts/references.ts";
import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import { placeholder } from "../src/graph/steps.ts";
import { AUTOMATIC_PLATFORM_ARGS, automaticPlatformArgs } from "../src/platform/platform.ts";
import type { Finding, RelatedPlace } from "../src/rule/diagnostic.ts";
import type { Remedy } from "../src/rule/fix.ts";
import { Rewrite } from "../src/rule/rewrite.ts";
import type { Rule } from "../src/rule/rule.ts";
import { expandWord, ExpansionError } from "../src/syntax/expand.ts";
import type { Assignment } from "../src/syntax/instruction.ts";
import type { ShellCommand } from "../src/syntax/shell.ts";
import { isPosixShell } from "../src/syntax/wrappers.ts";
import type { Span } from "../src/text/span.ts";

export const shadowedPlatformArg: Rule = {
  id: "shadowed-platform-arg",
  severity: "error",
  summary: "an ARG gives an automatic platform argument a value of its own",
  docs: {
    what:
      `An \`ARG\` with a default for one of the arguments that BuildKit sets itself (\`TARGETARCH\`, ` +
      `\`TARGETPLATFORM\`, \`BUILDPLATFORM\`, ...), where something uses it: inside a stage an error, ` +
      `above the first \`FROM\` a warning.`,
    why:
      `It looks like a fallback, but the default always wins: BuildKit fills in its own value only for ` +
      `an \`ARG\` without one (dockerfile2llb/convert.go:dispatchArg and buildMetaArgs). With ` +
      `\`ARG TARGETARCH=amd64\` every target gets the amd64 build, in an image that is labelled ` +
      `arm64. \`ARG TARGETARCH=\${TARGETARCH}\` in a stage is no way out: nothing has declared what ` +
      `it refers to, so that it is empty.`,
    bad: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETARCH=amd64
RUN CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    good: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETARCH
RUN CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    exceptions:
      `Nothing is reported for \`TARGETOS=linux\`, for a value that every declared target has anyway, ` +
      `and for a stage whose name says the architecture (\`AS build-amd64\`). A builder that knows no ` +
      `automatic arguments needs its fallback where the value is used: \`\${TARGETARCH:-amd64}\`.`,
    fix:
      `The default goes. Inside a stage that is safe: the argument is asked for by its name, for its ` +
      `own value every target stays as it was, and for the others the image was wrong. It is unsafe ` +
      `for a variant, which may be no part of the names that it is put into, and above the first ` +
      `FROM, where whole stages change their platform.`,
  },
  *check({ graph }) {
    const declarations = usedDeclarations(graph);
    yield* shadowedInStages(declarations, graph);
    yield* shadowedForAll(declarations, graph);
  },
};

/** A declaration that something depends on, and the first place that does. */
interface UsedDeclaration {
  readonly declaration: PlatformArgDeclaration;
  readonly place: RelatedPlace;
}

function usedDeclarations(graph: BuildGraph): UsedDeclaration[] {
  const { uses, scripts } = readPlatformArgs(graph);
  const used = new Map<PlatformArgDeclaration, RelatedPlace>();
  for (const { scope, reference } of uses) {
    const declaration = scope.declarations.get(reference.name);
    if (declaration === undefined || used.has(declaration)) continue;
    used.set(declaration, { message: "used here", span: reference.span });
  }
  for (const { script, scope } of scripts) {
    if (scope.declarations.size === 0) continue;
    const command = script.commands.find(readsEnvironment);
    if (command === undefined) continue;
    const place = { message: `${command.name} can read it here`, span: command.span };
    for (const declaration of scope.declarations.values()) {
      if (!used.has(declaration)) used.set(declaration, place);
    }
  }
  return [...used].map(([declaration, place]) => ({ declaration, place }));
}

/** Scripts, task runners and the xx-* helpers look at the arguments without naming them. */
function readsEnvironment({ name, words, wrappers }: ShellCommand): boolean {
  return (
    /^(make|just|task)$|^xx-|\.(sh|bash|py)$/.test(name) ||
    wrappers.some(isPosixShell) ||
    /^\.{0,2}\//.test(words[0]?.value ?? "")
  );
}

/** ARGs inside stages. */
function* shadowedInStages(
  declarations: readonly UsedDeclaration[],
  graph: BuildGraph,
): Generator<Finding> {
  for (const { declaration, place } of declarations) {
    const { kind, stage, assignment, before } = declaration;
    if (kind !== "ARG" || assignment.value === undefined) continue;
    const name = assignment.name.text;
    const value = constantOf(assignment, graph, (other) => isDeclared(other, before));
    if (value === undefined || isMeant(name, value, stage, graph)) continue;
    yield {
      message: `The default of ${name} always wins inside a stage: ${effectOf(name, value)}.`,
      help: `Write ARG ${name} without a default`,
      span: spanOf(assignment),
      stage: stage.label,
      related: [place],
      remedy: () => dropDefault(assignment, graph, name.endsWith("VARIANT") ? [VARIANT] : []),
    };
  }
}

/** ARGs above the first FROM: they count for every FROM, and for what stages declare bare. */
function* shadowedForAll(
  declarations: readonly UsedDeclaration[],
  graph: BuildGraph,
): Generator<Finding> {
  for (const assignment of graph.file.globalArgs.flatMap((arg) => arg.assignments)) {
    const name = assignment.name.text;
    const value = constantOf(assignment, graph, () => true);
    if (value === undefined || isMeant(name, value, undefined, graph)) continue;
    const bare = declarations.filter(
      ({ declaration: { kind, assignment: own } }) =>
        kind === "ARG" && own.name.text === name && own.value === undefined,
    );
    const related = [...usesInFrom(name, graph), ...bare.map(({ place }) => place)];
    if (related.length === 0) continue;
    const whom = bare.length > 0 ? `FROM and every ARG ${name}` : "FROM";
    yield {
      severity: "warning",
      message: `The default of ${name} wins in every ${whom}: ${effectOf(name, value)}.`,
      help:
        bare.length > 0
          ? `Write ARG ${name} without a default`
          : `Remove it: a FROM knows ${name} without an ARG`,
      span: spanOf(assignment),
      related,
      remedy: () => dropDefault(assignment, graph, [`${value} is not wanted for its own sake`]),
    };
  }
}

const VARIANT = "what the variant is put into has a name with a variant";

function dropDefault(
  assignment: Assignment,
  graph: BuildGraph,
  assumptions: readonly string[],
): Remedy {
  const rewrite = new Rewrite(graph);
  const { name, value } = assignment;
  rewrite.replace({ start: name.span.end, end: value!.span.end }, "");
  const applicability = assumptions.length === 0 ? "safe" : "unsafe";
  const title = `Drop the default of ${name.text}`;
  return { fix: { title, applicability, assumptions, edits: rewrite.edits } };
}

function* usesInFrom(name: string, { dockerfile, stages }: BuildGraph): Generator<RelatedPlace> {
  for (const { syntax, label } of stages) {
    const words = [syntax.platformFlag, syntax.base].filter((word) => word !== undefined);
    const uses = words.flatMap((word) => referencesIn(word, "builder", dockerfile.escape));
    const use = uses.find((reference) => reference.name === name);
    if (use !== undefined) yield { message: `stage ${label} uses it`, span: use.span };
  }
}

/**
 * The value that a default of an automatic argument has in every build; undefined where there is
 * none, or where it depends on another argument.
 * @param hasValue whether another automatic argument has its value there
 */
function constantOf(
  { name, value }: Assignment,
  { dockerfile }: BuildGraph,
  hasValue: (name: string) => boolean,
): string | undefined {
  if (value === undefined || !AUTOMATIC_PLATFORM_ARGS.has(name.text)) return undefined;
  const lookup = (other: string) =>
    AUTOMATIC_PLATFORM_ARGS.has(other) && !hasValue(other) ? undefined : placeholder(other);
  try {
    const { text } = expandWord(value.text, lookup, dockerfile.escape);
    return text.includes("$") ? undefined : text;
  } catch (error) {
    if (error instanceof ExpansionError) return undefined;
    throw error;
  }
}

function isDeclared(name: string, { declarations, complete }: PlatformArgScope): boolean {
  return declarations.has(name) || !complete;
}

/** Whether nothing else is built, or the stage is there for just this value. */
function isMeant(
  name: string,
  value: string,
  stage: GraphStage | undefined,
  { targets, buildPlatform }: BuildGraph,
): boolean {
  // Images for other systems than Linux come out of files of their own.
  if (/^(TARGET|BUILD)OS$/.test(name) && value === "linux") return true;
  const architecture = /^(?:\w+\/)?(\w+)/.exec(value)?.[1];
  if (architecture && stage?.name?.includes(architecture)) return true;
  return targets.every((target) => {
    if (target === "foreign") return false;
    const machine = buildPlatform ?? (name.startsWith("TARGET") ? target : undefined);
    return machine !== undefined && automaticPlatformArgs(machine, target).get(name) === value;
  });
}

function effectOf(name: string, value: string): string {
  const machine = name.startsWith("BUILD");
  if (value === "") return `it is empty ${machine ? "on every machine" : "for every target"}`;
  return machine ? `every machine that builds is taken for ${value}` : `every target gets ${value}`;
}

function spanOf({ name, value }: Assignment): Span {
  return { start: name.span.start, end: value!.span.end };
}
