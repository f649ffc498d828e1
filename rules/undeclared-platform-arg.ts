import { type PlatformArgUse, readPlatformArgs } from "../src/facts/platform-args.ts";
import type { Reference } from "../src/facts/references.ts";
import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import type { RelatedPlace } from "../src/rule/diagnostic.ts";
import type { Remedy } from "../src/rule/fix.ts";
import { Rewrite } from "../src/rule/rewrite.ts";
import type { Rule } from "../src/rule/rule.ts";
import { listOf } from "../src/rule/wording.ts";
import type { Instruction } from "../src/syntax/instruction.ts";

export const undeclaredPlatformArg: Rule = {
  id: "undeclared-platform-arg",
  severity: "error",
  summary: "a stage uses an automatic platform argument that it has not declared",
  docs: {
    what:
      `A \`$TARGETARCH\`, \`$BUILDPLATFORM\` or another of BuildKit's automatic arguments in a ` +
      `\`RUN\`, \`ENV\`, \`COPY\`, ... of a stage without an \`ARG\` for it above. It is reported once ` +
      `for each stage and argument.`,
    why:
      `It expands to nothing: only a \`FROM\` knows the automatic arguments undeclared; a stage has ` +
      `those that it declares, and those of the stage that it continues ` +
      `(dockerfile2llb/convert.go:dispatchArg and init). An \`ARG\` above the first \`FROM\` does not ` +
      `reach into a stage. \`GOARCH=\` then builds for the machine, an URL loses its architecture, ` +
      `and the id of a cache mount is the same for every target.`,
    bad: `ARG TARGETARCH
FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    good: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETARCH
RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /app .

FROM debian:12
COPY --from=build /app /app
`,
    exceptions:
      `Nothing is reported where the file says what is meant instead (\`\${TARGETARCH:-amd64}\`, ` +
      `\`[ -n "$TARGETARCH" ]\`), where the script or an \`ENV\` sets the variable, and where no shell ` +
      `expands it. A base image of your own may set it: then say so with an ignore comment.`,
    fix:
      `An \`ARG\` right before the first use, so that the steps above it are shared by all targets; an ` +
      `\`ARG\` that stands too late moves there. It is safe: the instruction asks for the value by ` +
      `name, and says nothing of what is to happen without it.`,
  },
  *check({ graph }) {
    const first = firstUses(graph);
    for (const use of first) {
      const { stage, reference } = use;
      const { name, span } = reference;
      yield {
        message: `${name} is empty here: stage ${stage.label} has not declared it.`,
        help: `Add ARG ${name} above, in this stage`,
        span,
        stage: stage.label,
        related: declarationsElsewhere(name, stage, graph),
        remedy: () => declare(use, first, graph),
      };
    }
  },
};

/** The uses to report: the first of each argument in a stage. */
function firstUses(graph: BuildGraph): PlatformArgUse[] {
  const seen = new Set<string>();
  return readPlatformArgs(graph).uses.filter((use) => {
    const key = `${use.stage.index} ${use.reference.name}`;
    if (isDeclared(use) || isExpectedToBeEmpty(use) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Declares what an instruction is the first to use: all of it in one ARG. */
function declare(
  { stage, instruction }: PlatformArgUse,
  first: readonly PlatformArgUse[],
  graph: BuildGraph,
): Remedy {
  const names = first
    .filter((use) => use.instruction === instruction)
    .map(({ reference }) => reference.name);
  const rewrite = new Rewrite(graph);
  rewrite.declareArgsBefore(stage, names, instruction);
  for (const name of names) {
    const late = stage.syntax.instructions.find((each) => isBareArg(each, name));
    if (late !== undefined && late.leadingComments.length === 0) rewrite.remove(late);
  }
  const title = `Declare ${listOf(names)} before the first use in stage ${stage.label}`;
  return { fix: { title, applicability: "safe", assumptions: [], edits: rewrite.edits } };
}

/** `ARG NAME` and nothing else, below the use: once it stands above, it says nothing new. */
function isBareArg({ name: keyword, assignments: [only, ...others] }: Instruction, name: string) {
  if (keyword !== "ARG" || only?.name.text !== name) return false;
  return only.value === undefined && others.length === 0;
}

function isDeclared({ reference: { name }, scope, defaultOf }: PlatformArgUse): boolean {
  // What refers to itself is a matter of shadowed-platform-arg.
  return scope.declarations.has(name) || !scope.complete || defaultOf?.name.text === name;
}

/** Whether the author says what happens without a value. */
function isExpectedToBeEmpty({ reference, script }: PlatformArgUse): boolean {
  return hasFallback(reference) || (script !== undefined && tests(script.text.text, reference));
}

/** `${NAME:-default}`, `${NAME+set}`, `${NAME:?message}` */
function hasFallback({ operator }: Reference): boolean {
  return /^:?[-+=?]/.test(operator);
}

/** `[ -z "$NAME" ]`, `test -n "${NAME}"` */
function tests(script: string, { name }: Reference): boolean {
  return new RegExp(`-[nzv]\\s+"?(\\$\\{?)?${name}\\b`).test(script);
}

/** Where the file declares the argument to no avail. */
function declarationsElsewhere(
  name: string,
  stage: GraphStage,
  { file }: BuildGraph,
): RelatedPlace[] {
  const own = stage.syntax.instructions.find((each) => declares(each, name));
  if (own !== undefined) return [{ message: "declared here, too late", span: own.logical.span }];
  const global = file.globalArgs.find((each) => declares(each, name));
  if (global === undefined) return [];
  return [{ message: "declared for the FROM lines only", span: global.logical.span }];
}

function declares({ name: keyword, assignments }: Instruction, name: string): boolean {
  return keyword === "ARG" && assignments.some((each) => each.name.text === name);
}
