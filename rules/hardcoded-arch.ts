import type { Analysis } from "../src/facts/analysis.ts";
import type { CommandFact } from "../src/facts/facts.ts";
import { isConditional } from "../src/facts/script-state.ts";
import { shippedFiles } from "../src/flow/shipped.ts";
import type { Target } from "../src/graph/execution.ts";
import type { GraphStage } from "../src/graph/graph.ts";
import type { RunStep } from "../src/graph/steps.ts";
import { architectureOf } from "../src/platform/architectures.ts";
import type { Finding } from "../src/rule/diagnostic.ts";
import { refuse, type Remedy } from "../src/rule/fix.ts";
import { familyOf } from "../src/rule/move.ts";
import { Rewrite } from "../src/rule/rewrite.ts";
import type { Rule, RuleContext } from "../src/rule/rule.ts";
import { nameCommand, nameTargets } from "../src/rule/wording.ts";
import { readImageReference } from "../src/syntax/image-reference.ts";
import type { Span } from "../src/text/span.ts";
import { architecturesOfTarget, namedArchitectures } from "./shared/architecture-names.ts";
import { namesForTargets } from "./shared/architecture-spellings.ts";
import { ConstantPlaces } from "./shared/constant-place.ts";
import { downloadForTarget } from "./shared/download-for-target.ts";
import { objectionToTelling, reasonForPlatform, tellTarget } from "./shared/leak-remedy.ts";
import { chainOf } from "./shared/final-stage.ts";
import { isForSeveralPlatforms } from "./shared/several-platforms.ts";

export const hardcodedArch: Rule = {
  id: "hardcoded-arch",
  severity: "warning",
  summary: "a constant architecture reaches an image that is built for several",
  docs: {
    what:
      `A constant \`GOARCH\`, \`cargo --target\`, \`dotnet -r\`, \`zig -Dtarget\`, the address of a download ` +
      `or the name of a base image that says one architecture (\`amd64\`, \`x86_64\`, \`x64\`, \`linux64\`, ` +
      `\`arm64\`, \`aarch64\` and what else vendors call it), where what it gives ships in an image that is ` +
      `built for several: several platforms are declared, or the file uses \`BUILDPLATFORM\`, ` +
      `\`TARGETARCH\` and the like.`,
    why:
      `The image for every other platform holds code of this one, under the right label. It shows when ` +
      `the image runs: "exec format error".`,
    bad: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -o /out/app .

FROM gcr.io/distroless/static
COPY --from=build /out/app /app
`,
    good: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETARCH
RUN CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -o /out/app .

FROM gcr.io/distroless/static
COPY --from=build /out/app /app
`,
    exceptions:
      `Nothing is reported where the file chooses by the target or handles other architectures beside ` +
      `this one, of programs for Windows, macOS or bare metal, of what does not ship, and where the ` +
      `project is declared to build for just this one. Where nobody says that there are several, only ` +
      `compilers are reported, as an information: what they make may be meant for one.`,
    fix:
      `Every fix is unsafe, since just this architecture may be meant. A compiler is told the ` +
      `target (\`GOARCH=$TARGETARCH\`, \`dotnet -a $TARGETARCH\`). An address that says \`amd64\` or ` +
      `\`arm64\`, as Docker does, says \`$TARGETARCH\`, with all names of the file in the same step; of ` +
      `vendors whose names are known (AWS, Docker, Node.js, s6-overlay) their own are chosen by it. Where ` +
      `the vendor has no such file, the download fails, as the wrong program would have in the ` +
      `image. An official image of one architecture (\`arm32v7/debian\`) loses its namespace. Other ` +
      `names are not guessed, and a download with a checksum is left alone.`,
  },
  *check(analysis, context) {
    const { graph } = analysis;
    // What is declared is what the constant is compared with.
    const isSaid = graph.targets[0] !== "foreign" || isForSeveralPlatforms(graph);
    const final = graph.stages.find((stage) => stage.final);
    const chain = final === undefined ? [] : chainOf(final, graph);
    const root = chain.at(-1);
    // What is pinned as a whole is one matter, and pinned-final-stage's.
    if (root?.platform.kind !== "target") return;
    const named = new NamedInFile(analysis);
    const base = oneArchitectureBase(root, graph.targets);
    if (isSaid && base !== undefined && !named.others(base.architectures)) {
      yield {
        ...reportBase(base, root, analysis),
        remedy: () => namelessBase(root, base, analysis),
      };
    }
    for (const constant of shippedConstants(chain, analysis)) {
      if (named.others(constant.architectures)) continue;
      // A program may be meant for one platform, where nobody says that there are several.
      if (!isSaid && constant.fact.recognition.role !== "compile") continue;
      yield {
        ...report(constant, analysis),
        ...(!isSaid && { severity: "info" }),
        remedy: () => forTarget(constant, analysis, context),
      };
    }
  },
};

/** A command that names one architecture, and whose output ships. */
interface Constant {
  readonly fact: CommandFact;
  readonly stage: GraphStage;
  readonly step: RunStep;
  /** As Docker calls them: a name such as `armhf` belongs to several. */
  readonly architectures: readonly string[];
  /** The targets that are none of them. */
  readonly targets: readonly Target[];
  /** Where the file says it. */
  readonly span: Span;
}

function* shippedConstants(chain: readonly GraphStage[], analysis: Analysis): Generator<Constant> {
  let shipped: ReadonlySet<CommandFact | undefined> | undefined;
  for (const { stage, steps } of analysis.stages) {
    if (!stage.reachable) continue;
    for (const { step, facts } of steps) {
      const naming = facts.filter(({ recognition }) => recognition.builtFor !== undefined);
      if (naming.length === 0 || step.inherited || choosesByTarget(step)) continue;
      shipped ??= new Set(shippedFiles(analysis).map(({ origin }) => origin.fact));
      const places = new ConstantPlaces(step, chainOf(stage, analysis.graph));
      for (const fact of naming) {
        // What the stage that ships downloads, it also unpacks or installs.
        if (!shipped.has(fact) && !(chain.includes(stage) && isDownload(fact))) continue;
        const constant = asConstant(fact, { stage, step }, places, analysis);
        if (constant !== undefined) yield constant;
      }
    }
  }
}

function isDownload({ recognition }: CommandFact): boolean {
  return recognition.role === "fetch" && (recognition.writes ?? []).length > 0;
}

function asConstant(
  fact: CommandFact,
  { stage, step }: Pick<Constant, "stage" | "step">,
  places: ConstantPlaces,
  { graph }: Analysis,
): Constant | undefined {
  const builtFor = fact.recognition.builtFor!;
  const architectures = architecturesOfTarget(builtFor);
  const targets = targetsOtherThan(architectures, graph.targets);
  if (architectures.length === 0 || targets.length === 0) return undefined;
  const span = isConditional(fact.command) ? undefined : places.find(builtFor, fact.command);
  return span && { fact, stage, step, architectures, targets, span };
}

/** The targets of other architectures. */
function targetsOtherThan(architectures: readonly string[], targets: readonly Target[]): Target[] {
  return targets.filter((target) => {
    const own = target === "foreign" ? undefined : architectureOf(target);
    return own === undefined ? target === "foreign" : !architectures.includes(own.docker);
  });
}

/** Whether a script's branches follow the target or the machine. */
function choosesByTarget({ run }: RunStep): boolean {
  return /(\bcase\b|\bif\b|\[\[?\s|\btest\b)[^;]{0,80}(TARGET(ARCH|PLATFORM|VARIANT)|uname|print-arch|xx-info|\barch\b)/i.test(
    run.logical.text,
  );
}

/** The architectures that a file names anywhere. */
class NamedInFile {
  readonly #analysis: Analysis;
  #named: readonly (readonly string[])[] | undefined;

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  /** Whether others are named beside these: then the author thought of them. */
  others(architectures: readonly string[]): boolean {
    this.#named ??= this.#read();
    return this.#named.some((names) => !names.some((name) => architectures.includes(name)));
  }

  #read(): (readonly string[])[] {
    const { graph, stages } = this.#analysis;
    const named = new Map<string, readonly string[]>();
    const add = (names: readonly string[]) => named.set(names.join(), names);
    for (const { facts } of stages.flatMap(({ steps }) => steps)) {
      for (const { builtFor } of facts.map(({ recognition }) => recognition)) {
        if (builtFor !== undefined) add(architecturesOfTarget(builtFor));
      }
    }
    for (const { logical } of graph.dockerfile.instructions) {
      for (const { architectures } of namedArchitectures(logical.text)) add(architectures);
    }
    return [...named.values()].filter((names) => names.length > 0);
  }
}

function report({ fact, stage, architectures, targets, span }: Constant, analysis: Analysis) {
  const { builtFor, role } = fact.recognition;
  const what =
    role === "fetch"
      ? `This download is for ${architectures[0]} whatever the image is built for`
      : `${nameCommand(fact)} makes a program for ${architectures[0]} whatever the image is built for`;
  return {
    message: `${what}, and it ships in the image for ${nameTargets(targets, analysis.graph)}, too.`,
    help: namesForTargets(builtFor!),
    span,
    stage: stage.label,
    ecosystem: fact.ecosystem,
  } satisfies Finding;
}

/** Lets a command follow the target: by its name in an address, or as its ecosystem does. */
function forTarget(constant: Constant, analysis: Analysis, context: RuleContext): Remedy {
  const { fact, stage, step } = constant;
  const name = fact.recognition.builtFor!;
  const origins = shippedFiles(analysis).map(({ origin }) => origin);
  const made = origins.filter((origin) => origin.fact === fact);
  if (fact.recognition.role !== "fetch") {
    const told = made.length > 0 ? tellTarget(made, analysis, context) : undefined;
    return told ?? refuse(`how ${nameCommand(fact)} is told every target is left to you`);
  }
  const family = familyOf(stage, analysis);
  const objection =
    reasonForPlatform(family, analysis) ?? objectionToTelling(made, family, analysis);
  return objection === undefined
    ? downloadForTarget({ fact, stage, step, name }, analysis)
    : refuse(objection);
}

interface OneArchitectureBase {
  readonly name: string;
  readonly architectures: readonly string[];
  readonly targets: readonly Target[];
}

/** What the name of a base image says: `arm32v7/debian`, `example.com/app:1.2-amd64`. */
function oneArchitectureBase(
  { base, syntax }: GraphStage,
  targets: readonly Target[],
): OneArchitectureBase | undefined {
  if (!base.known || base.value.kind !== "image") return undefined;
  // What the default of an ARG says, every build may change.
  const written = syntax.base!.text;
  if (namedArchitectures(written).length === 0) return undefined;
  const image = readImageReference(base.value.reference);
  const [named] = namedArchitectures(`${image?.repository ?? ""}:${image?.tag ?? ""}`);
  if (named === undefined || !written.includes(named.name)) return undefined;
  const { architectures } = named;
  const others = targetsOtherThan(architectures, targets);
  return others.length === 0 ? undefined : { name: named.name, architectures, targets: others };
}

function reportBase(
  { name, targets }: OneArchitectureBase,
  stage: GraphStage,
  { graph }: Analysis,
): Finding {
  const written = stage.syntax.base!;
  return {
    message:
      `${written.text} is an image for ${name} alone, and ships as the image for ` +
      `${nameTargets(targets, graph)}, too.`,
    help: "Use the image's name for all architectures, or choose by TARGETARCH",
    span: written.span,
    stage: stage.label,
  };
}

/** The namespaces in which Docker builds the official images for one architecture each. */
const OFFICIAL = /^(amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\/(?=[\w.:-]+$)/;

/** The official image of the same name is there for every architecture. */
function namelessBase(
  { syntax, label }: GraphStage,
  { name }: OneArchitectureBase,
  { graph }: Analysis,
): Remedy {
  const { text, span } = syntax.base!;
  const namespace = OFFICIAL.exec(text)?.[0];
  if (namespace === undefined) {
    return refuse(`which image is the same for other platforms than ${name} is not known`);
  }
  const rewrite = new Rewrite(graph);
  rewrite.replace({ start: span.start, end: span.start + namespace.length }, "");
  const image = text.slice(namespace.length);
  return {
    fix: {
      title: `Begin stage ${label} with ${image}, which is there for every architecture`,
      applicability: "unsafe",
      assumptions: [
        `${name} is not wanted for its own sake`,
        `there is an image ${image} for every platform that is built for`,
      ],
      edits: rewrite.edits,
    },
  };
}
