import { readPlatformArgs } from "../facts/platform-args.ts";
import { referencesIn } from "../facts/references.ts";
import type { Target } from "../graph/execution.ts";
import type { BuildGraph } from "../graph/graph.ts";
import {
  AUTOMATIC_PLATFORM_ARGS,
  automaticPlatformArgs,
  formatPlatform,
  parsePlatform,
  type Platform,
} from "../platform/platform.ts";
import type { Instruction } from "../syntax/instruction.ts";
import type { Span } from "../text/span.ts";
import type { Explanation } from "./hover.ts";
import type { Inspection } from "./inspection.ts";
import { holds } from "./places.ts";

/** Shown where nothing says what is built for. */
const EXAMPLES = ["linux/amd64", "linux/arm64", "linux/arm/v7"].map((name) => parsePlatform(name)!);

/** An automatic platform argument, where it is declared or used: its value for each target. */
export function explainArg(offset: number, inspection: Inspection): Explanation | undefined {
  const { graph } = inspection.analysis;
  const place =
    declaredAt(offset, graph) ?? usedAboveStages(offset, graph) ?? usedAt(offset, graph);
  if (place === undefined) return undefined;
  const { name, span, given } = place;
  const title = `**${name}**`;
  if (given !== undefined) return { span, lines: [`${title}: ${given}`] };
  return { span, lines: [`${title} is set by BuildKit.`, values(name, inspection)] };
}

/** An argument's name at a place of the file. */
interface NamedPlace {
  readonly name: string;
  readonly span: Span;
  /** What is in force here instead of the automatic value: a sentence. */
  readonly given?: string | undefined;
}

/** `ARG TARGETARCH`, which stands for the automatic value unless it has one of its own. */
function declaredAt(offset: number, { dockerfile }: BuildGraph): NamedPlace | undefined {
  for (const instruction of dockerfile.instructions) {
    if (instruction.name !== "ARG" || !holds(instruction.span, offset)) continue;
    for (const { name, value } of instruction.assignments) {
      if (!AUTOMATIC_PLATFORM_ARGS.has(name.text) || !holds(name.span, offset)) continue;
      const given =
        value === undefined
          ? undefined
          : `this default \`${value.text}\` takes the place of the value that BuildKit would set.`;
      return { name: name.text, span: name.span, given };
    }
  }
  return undefined;
}

/** In a FROM or a global ARG. */
function usedAboveStages(offset: number, { dockerfile, file }: BuildGraph): NamedPlace | undefined {
  const lines = [...file.globalArgs, ...file.stages.map(({ from }) => from)];
  const line = lines.find((each) => holds(each.span, offset));
  if (line === undefined) return undefined;
  const reference = referencesIn(line.logical, "builder", dockerfile.escape).find(
    ({ name, span }) => AUTOMATIC_PLATFORM_ARGS.has(name) && holds(span, offset),
  );
  if (reference === undefined) return undefined;
  const { name, span } = reference;
  return { name, span, given: givenGlobally(name, file.globalArgs) };
}

function givenGlobally(name: string, globals: readonly Instruction[]): string | undefined {
  for (const { assignments, line } of globals.toReversed()) {
    const own = assignments.find((each) => each.name.text === name && each.value !== undefined);
    if (own !== undefined) return overriddenBy("ARG", own.value!.text, line);
  }
  return undefined;
}

function usedAt(offset: number, graph: BuildGraph): NamedPlace | undefined {
  const use = readPlatformArgs(graph).uses.find(({ reference }) => holds(reference.span, offset));
  if (use === undefined) return undefined;
  const { name, span } = use.reference;
  const declaration = use.scope.declarations.get(name);
  if (declaration === undefined) {
    const given = use.scope.complete
      ? `empty here: the stage does not declare \`ARG ${name}\` above.`
      : "whether it has a value here is not known.";
    return { name, span, given };
  }
  const { kind, assignment, instruction } = declaration;
  if (assignment.value === undefined) return { name, span };
  return { name, span, given: overriddenBy(kind, assignment.value.text, instruction.line) };
}

function overriddenBy(kind: string, value: string, line: number): string {
  return `here \`${value}\`, which the ${kind} in line ${line} gives it.`;
}

/** A list with the value for each target, or for each machine that may build. */
function values(name: string, { analysis: { graph }, options }: Inspection): string {
  const { buildPlatform } = graph;
  const valueOn = (build: Platform, target: Platform) =>
    automaticPlatformArgs(build, target, options.stage).get(name) || "(empty)";
  if (name === "TARGETSTAGE") return `Its value is \`${valueOn(EXAMPLES[0]!, EXAMPLES[0]!)}\`.`;
  const row = (platform: Platform, value: string) =>
    `- \`${formatPlatform(platform)}\`: \`${value}\``;
  if (name.startsWith("BUILD")) {
    if (buildPlatform !== undefined) {
      return `On \`${formatPlatform(buildPlatform)}\`, which builds: \`${valueOn(buildPlatform, buildPlatform)}\`.`;
    }
    const rows = EXAMPLES.map((machine) => row(machine, valueOn(machine, machine)));
    return `It follows the machine that builds, for example:\n${rows.join("\n")}`;
  }
  const known = graph.targets.filter(isPlatform);
  const targets = known.length > 0 ? known : EXAMPLES;
  const rows = targets.map((target) => row(target, valueOn(target, target)));
  return `${known.length > 0 ? "By target" : "By target, for example"}:\n${rows.join("\n")}`;
}

function isPlatform(target: Target): target is Platform {
  return target !== "foreign";
}
