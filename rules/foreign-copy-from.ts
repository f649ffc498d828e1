import type { Analysis } from "../src/facts/analysis.ts";
import type { Target } from "../src/graph/execution.ts";
import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import { joinPath, type RunStep } from "../src/graph/steps.ts";
import { formatPlatform, runsNatively } from "../src/platform/platform.ts";
import type { Finding } from "../src/rule/diagnostic.ts";
import type { Rule } from "../src/rule/rule.ts";
import { nameTargets } from "../src/rule/wording.ts";
import { readImageReference } from "../src/syntax/image-reference.ts";
import { flagNamed, type InstructionLine } from "../src/syntax/instruction.ts";
import { readMounts, targetOf } from "../src/syntax/mount.ts";
import type { ShellCommand } from "../src/syntax/shell.ts";
import { baseName } from "../src/syntax/wrappers.ts";
import type { Span } from "../src/text/span.ts";
import { nameFor, takeNatively } from "./shared/native-image.ts";

export const foreignCopyFrom: Rule = {
  id: "foreign-copy-from",
  severity: "error",
  summary: "a native stage runs a program that COPY --from=image brought for the target",
  docs: {
    what:
      `A program that \`COPY --from=image\` or \`RUN --mount=from=image\` takes out of an image is run ` +
      `in a stage that is not on the target platform.`,
    why:
      `Such an image is always resolved for the target platform, whatever the stage is on ` +
      `(dockerfile2llb/convert.go:toCommand, moby/buildkit#5671). A \`uv\` of arm64 in a native stage ` +
      `on amd64 ends with "exec format error", or runs under QEMU and installs for arm64.`,
    bad: `FROM --platform=$BUILDPLATFORM python:3.12 AS lock
COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/uv
COPY pyproject.toml .
RUN uv export > requirements.txt

FROM python:3.12
COPY --from=lock requirements.txt .
`,
    good: `FROM --platform=$BUILDPLATFORM ghcr.io/astral-sh/uv:0.8 AS uv

FROM --platform=$BUILDPLATFORM python:3.12 AS lock
COPY --from=uv /uv /bin/uv
COPY pyproject.toml .
RUN uv export > requirements.txt

FROM python:3.12
COPY --from=lock requirements.txt .
`,
    exceptions:
      `Nothing is reported for scripts and for what another program reads (composer, the helpers of ` +
      `tonistiigi/xx, \`.jar\`, \`.py\`), and for a name without a tag that may be a named context ` +
      `of the build.`,
    fix:
      `The image gets a stage of its own on the platform of the stage that runs the program. It is ` +
      `safe: the same version of the program does the work, and runs at all. A program that is handed ` +
      `on from the stage keeps the fix away: the target's own may be wanted there.`,
  },
  *check(analysis: Analysis) {
    const { graph } = analysis;
    const brought: (readonly Program[])[] = [];
    const reported = new Set<number>();
    for (const stage of graph.stages) {
      const { base } = stage;
      const inherited =
        base.known && base.value.kind === "stage" ? brought[base.value.index]! : NO_PROGRAMS;
      const taken = imagesTaken(stage);
      const copied = taken.size === 0 ? NO_PROGRAMS : copiedPrograms(stage, taken);
      const programs = copied.length === 0 ? inherited : [...inherited, ...copied];
      brought.push(programs);
      const foreign = foreignTargets(stage, graph);
      if (foreign.length === 0) continue;
      for (const finding of foreignRuns(stage, programs, taken, foreign, analysis)) {
        if (reported.has(finding.span.start)) continue;
        reported.add(finding.span.start);
        yield finding;
      }
    }
  },
};

/** A program that an image for the target platform has brought into a stage. */
interface Program {
  readonly image: string;
  /** Absolute, or relative to the WORKDIR. */
  readonly path: string;
  /** Whether `path` is a folder, with programs somewhere below. */
  readonly folder: boolean;
  /** The flag that names the image. */
  readonly span: Span;
  readonly copy: { readonly stage: GraphStage; readonly line: number } | undefined;
}

const NO_PROGRAMS: readonly Program[] = [];

/** The targets whose programs do not run in a native or pinned stage. */
function foreignTargets({ platform }: GraphStage, graph: BuildGraph): readonly Target[] {
  if (platform.kind !== "build" && platform.kind !== "constant") return [];
  const machine = platform.kind === "constant" ? platform.platform : graph.buildPlatform;
  return graph.targets.filter(
    (target) => target === "foreign" || machine === undefined || !runsNatively(machine, target),
  );
}

function* foreignRuns(
  stage: GraphStage,
  programs: readonly Program[],
  taken: ImagesTaken,
  targets: readonly Target[],
  analysis: Analysis,
): Generator<Finding> {
  for (const step of stage.steps) {
    if (step.inherited) continue;
    const present = programs.filter(({ copy }) => copy?.stage !== stage || copy.line < step.line);
    for (const { program, command } of runsOf(step, [
      ...present,
      ...mountedPrograms(step, taken),
    ])) {
      const { image, span, copy } = program;
      yield {
        message:
          `Stage ${stage.label} runs ${command.name} out of ${image}, which BuildKit resolves for ` +
          `the target: for ${nameTargets(targets, analysis.graph)} it is no program of ${machineOf(stage)}.`,
        help: `Add a stage FROM --platform=${ownPlatform(stage)} ${image} AS ${nameFor(image)}, and take it from there`,
        span,
        stage: stage.label,
        related: [{ message: "run here", span: command.span }],
        remedy: () => takeNatively(copy?.stage ?? stage, image, ownPlatform(stage), analysis),
      };
    }
  }
}

function machineOf({ platform }: GraphStage): string {
  return platform.kind === "constant"
    ? formatPlatform(platform.platform)
    : "the machine that builds";
}

function ownPlatform({ platform }: GraphStage): string {
  return platform.kind === "constant" ? formatPlatform(platform.platform) : "$BUILDPLATFORM";
}

interface ProgramRun {
  readonly program: Program;
  readonly command: ShellCommand;
}

function* runsOf(step: RunStep, programs: readonly Program[]): Generator<ProgramRun> {
  if (programs.length === 0 || step.script.kind !== "shell") return;
  for (const command of step.script.script.commands) {
    // Where a path was written twice, the later file counts.
    const program = programs.findLast((each) => isRunBy(command, each, step));
    if (program !== undefined) yield { program, command };
  }
}

function isRunBy(command: ShellCommand, { path, folder }: Program, step: RunStep): boolean {
  const file = joinPath(step.workdir, path);
  const word = command.words[0]?.value ?? "";
  if (file === undefined || word === "") return false;
  if (!word.includes("/")) {
    return !folder && word === baseName(file) && isOnPath(file, step);
  }
  const called = joinPath(step.workdir, word);
  return folder ? called?.startsWith(`${file}/`) === true : called === file;
}

/** The folders that images of Linux and of the common languages have in PATH. */
const PATH_FOLDERS = (
  "/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin /go/bin /usr/local/go/bin " +
  "/usr/local/cargo/bin /root/.local/bin"
).split(" ");

function isOnPath(file: string, { environment }: RunStep): boolean {
  const folder = file.slice(0, file.lastIndexOf("/"));
  const own = environment.get("PATH")?.split(":") ?? [];
  return PATH_FOLDERS.includes(folder) || own.includes(folder);
}

/** The files that a stage's `COPY --from=image` bring. */
function copiedPrograms(stage: GraphStage, taken: ImagesTaken): Program[] {
  return stage.syntax.instructions.flatMap((instruction) => {
    const flag = flagNamed(instruction, "from");
    const image = imageOf(instruction, flag?.value?.text, taken);
    if (instruction.name !== "COPY" || image === undefined) return [];
    const copy = { stage, line: instruction.line };
    return pathsOf(instruction).map((path) => {
      return { image, path, folder: false, span: flag!.raw.span, copy };
    });
  });
}

/** Where the files of a COPY stand afterwards. */
function pathsOf({ words }: InstructionLine): string[] {
  const sources = words.slice(0, -1).map(({ text }) => text);
  const target = words.at(-1)?.text ?? "";
  const intoFolder = sources.length > 1 || /(\/|(^|\/)s?bin)$/.test(target);
  return sources
    .filter((source) => !/[$*?[]|\/$/.test(source) && !isScript(baseName(source)))
    .map((source) => (intoFolder ? `${target.replace(/\/$/, "")}/${baseName(source)}` : target))
    .filter((path) => !path.includes("$"));
}

/** What the mounts of a step bring for that step alone. */
function mountedPrograms(step: RunStep, taken: ImagesTaken): Program[] {
  const flags = step.run.flags.filter(({ name, value }) => name === "mount" && value);
  return readMounts(step.run).flatMap((mount, index) => {
    const image = imageOf(step.run, mount.get("from"), taken);
    const path = targetOf(mount);
    if (image === undefined || path === undefined || mount.get("type") === "cache") return [];
    const source = mount.get("source") ?? mount.get("src") ?? "/";
    const span = flags[index]!.raw.span;
    if (isScript(baseName(source))) return [];
    // A source without an extension may be either.
    return [false, true].map((folder) => ({ image, path, folder, span, copy: undefined }));
  });
}

/** The image that files are taken from; undefined for a stage or what may be a named context. */
function imageOf(
  instruction: InstructionLine,
  from: string | undefined,
  taken: ImagesTaken,
): string | undefined {
  if (from === undefined || taken.get(instruction)?.has(from) !== true) return undefined;
  const reference = /[/:@]/.test(from) ? readImageReference(from) : undefined;
  if (reference === undefined || NEUTRAL_IMAGES.test(reference.repository)) return undefined;
  return ONE_ARCHITECTURE.test(from) ? undefined : from;
}

/** The images that each instruction of a stage takes files from. */
type ImagesTaken = ReadonlyMap<InstructionLine, ReadonlySet<string>>;

const NOTHING_TAKEN: ImagesTaken = new Map();

function imagesTaken({ edges }: GraphStage): ImagesTaken {
  if (edges.length === 0) return NOTHING_TAKEN;
  const images = new Map<InstructionLine, Set<string>>();
  for (const { instruction, from } of edges) {
    if (!("image" in from)) continue;
    images.set(instruction, (images.get(instruction) ?? new Set()).add(from.image));
  }
  return images;
}

/** Images whose programs are scripts, or run on an interpreter. */
const NEUTRAL_IMAGES = /(^|\/)(xx|composer|php-extension-installer|maven|gradle|bats-\w+)$/;

/** Images that say themselves what they are for: `arm32v7/golang`, `tool:1.2-amd64`. */
const ONE_ARCHITECTURE =
  /(^|[/:_-])(amd64|x86_64|arm64(v8)?|aarch64|arm32v[5-7]|armhf|i386)(?![a-z\d])/;

/** Scripts, as far as their names tell. */
function isScript(name: string): boolean {
  return (
    /\.(sh|bash|py|pl|rb|js|mjs|cjs|php|phar|jar)$/.test(name) ||
    /^(composer|corepack|gradle|install-php-extensions|mvn|np[mx]|pip3?|pnpm|yarn(pkg)?|docker-php-.*)$/.test(
      name,
    )
  );
}
