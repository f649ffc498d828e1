import { buildGraph, type BuildGraph, type GraphStage } from "../../src/graph/graph.ts";
import { BuildResolver, type BuiltStage, reachableStages } from "../../src/graph/build.ts";
import {
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from "../../src/platform/platform.ts";
import { parseDockerfile, type Dockerfile } from "../../src/syntax/dockerfile.ts";
import type { InstructionLine } from "../../src/syntax/instruction.ts";
import type { SourceText } from "../../src/text/source.ts";
import type { OracleAnswer, OracleCommand, OracleInstruction, OracleSolve } from "./oracle.ts";

/** Where the project sees a file otherwise than BuildKit, each in a line; empty where nowhere. */
export function disagreements(source: SourceText, answer: OracleAnswer): string[] {
  const dockerfile = parseDockerfile(source);
  const graph = buildGraph(dockerfile);
  return [
    ...syntaxDisagreements(dockerfile, graph, answer),
    ...(answer.llb ?? []).flatMap((solve) => platformDisagreements(dockerfile, graph, solve)),
  ];
}

function syntaxDisagreements(
  { faults, instructions }: Dockerfile,
  graph: BuildGraph,
  { parse, instructionsError, llb }: OracleAnswer,
): string[] {
  const unconverted = llb?.every(({ error }) => error !== undefined) ? llb[0]?.error : undefined;
  const refused = parse.error ?? instructionsError ?? unconverted;
  if (graph.faults.length > 0) {
    return refused === undefined
      ? [`BuildKit accepts it, we say: ${graph.faults[0]!.message}`]
      : [];
  }
  if (parse.error !== undefined) return [`BuildKit refuses it: ${parse.error}`];
  if (faults.length > 0) return [];
  if (parse.instructions.length !== instructions.length) {
    return [`${parse.instructions.length} instructions, we see ${instructions.length}`];
  }
  return parse.instructions.flatMap((theirs, index) => {
    const ours = instructions[index]!;
    return compareTexts(`line ${theirs.line}`, describeTheirs(theirs), {
      lines: [ours.line, ours.endLine],
      ...describeOurs(ours),
      heredocs: ours.heredocs.map(({ name, chomp, expand, fileDescriptor, content }) => ({
        name,
        chomp,
        expand,
        fd: fileDescriptor,
        content: content.text,
      })),
    });
  });
}

function describeTheirs(theirs: OracleInstruction): Description {
  const heredocs = theirs.heredocs.map(({ name, chomp, expand, fd, content }) => ({
    name,
    chomp,
    expand,
    fd,
    content,
  }));
  return { lines: [theirs.line, theirs.endLine], ...describeTheirCommand(theirs), heredocs };
}

type Description = Record<string, unknown>;

function describeTheirCommand({ name, flags, json, args, child }: OracleCommand): Description {
  const inner = child && describeTheirCommand(child);
  return { name, flags: [...flags], json, args: [...args], ...(inner ? { child: inner } : {}) };
}

function describeOurs(line: InstructionLine): Description {
  const { keyword, flags, exec, trigger } = line;
  return {
    name: keyword.text,
    flags: flags.map(({ word }) => word.text),
    json: exec,
    args: argsOf(line),
    ...(trigger ? { child: describeOurs(trigger) } : {}),
  };
}

/** ENV and LABEL are chains of key, value and separator in BuildKit's tree. */
function argsOf({ name, words, assignments }: InstructionLine): string[] {
  if (name !== "ENV" && name !== "LABEL") return words.map((word) => word.text);
  return assignments.flatMap((each) => [each.name.text, each.value!.text, each.separator]);
}

function compareTexts(place: string, theirs: Description, ours: Description): string[] {
  const [a, b] = [theirs, ours].map((each) => sameReplacements(JSON.stringify(each)));
  return a === b
    ? []
    : [`${place}\n    BuildKit: ${a!.slice(0, 300)}\n    ours:     ${b!.slice(0, 300)}`];
}

/** How many U+FFFD stand for a broken byte sequence differs between Go and JavaScript. */
function sameReplacements(text: string): string {
  return text.replaceAll(/\ufffd+/g, "\ufffd");
}

/** The platform of every RUN that is executed, and every image that is asked for. */
function platformDisagreements(
  dockerfile: Dockerfile,
  graph: BuildGraph,
  solve: OracleSolve,
): string[] {
  if (solve.error !== undefined) return [];
  const [build, target] = [solve.build, solve.target].map((text) =>
    normalizePlatform(parsePlatform(text)!),
  ) as [Platform, Platform];
  const buildArgs = new Map<string, string>();
  const built = new BuildResolver(graph.file, dockerfile.escape).resolve({
    build,
    target,
    buildArgs,
  });
  const needed = reachableStages(built, graph.stages.length - 1);
  const stages = graph.stages.filter(({ index }) => needed.has(index));
  const place = `${solve.build} for ${solve.target}`;
  return [
    ...compareSets(
      `${place}, RUN steps`,
      solve.runs.map(({ line, platform }) => `${line} ${platform}`),
      stages.flatMap((stage) =>
        linesOf(stage).map((line) => `${line} ${nameOf(built[stage.index]!.platform)}`),
      ),
    ),
    ...compareSets(
      `${place}, images`,
      solve.images.map(({ ref, platform }) => `${ref} ${normalised(platform)}`),
      stages.flatMap(({ index }) => imagesOf(built[index]!, target)),
    ),
  ];
}

function compareSets(place: string, theirs: readonly string[], ours: readonly string[]): string[] {
  const [a, b] = [theirs, ours].map((each) => [...new Set(each)].toSorted().join(", "));
  return a === b ? [] : [`${place}\n    BuildKit: ${a}\n    ours:     ${b}`];
}

/** BuildKit puts an inherited ONBUILD at the FROM that inherits it. */
function linesOf({ steps, syntax }: GraphStage): number[] {
  return steps.map(({ line, inherited }) => (inherited ? syntax.from.line : line));
}

/** The images that a stage begins with, copies from and mounts; the latter are the target's. */
function imagesOf({ base, platform, edges }: BuiltStage, target: Platform): string[] {
  const images = edges
    .map(({ from }) => ("image" in from ? from.image : "scratch"))
    .filter((image) => image !== "scratch")
    .map((image) => `${fullReference(image)} ${formatPlatform(target)}`);
  if (!base.known || base.value.kind !== "image") return images;
  return [...images, `${fullReference(base.value.reference)} ${nameOf(platform)}`];
}

function nameOf(platform: BuiltStage["platform"]): string {
  return platform.known ? formatPlatform(normalizePlatform(platform.value)) : "unknown";
}

function normalised(platform: string): string {
  return formatPlatform(normalizePlatform(parsePlatform(platform)!));
}

/** `github.com/distribution/reference:ParseNormalizedNamed` and `TagNameOnly` */
function fullReference(reference: string): string {
  const slash = reference.indexOf("/");
  const first = reference.slice(0, Math.max(slash, 0));
  const hasDomain = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const path = hasDomain ? reference : `docker.io/${slash < 0 ? "library/" : ""}${reference}`;
  const full = path.replace(/^index\.docker\.io\//, "docker.io/");
  const withLibrary = full.replace(/^docker\.io\/([^/]+)$/, "docker.io/library/$1");
  const name = withLibrary.slice(withLibrary.lastIndexOf("/"));
  return /[:@]/.test(name) ? withLibrary : `${withLibrary}:latest`;
}
