import type { Analysis } from "../src/facts/analysis.ts";
import type { Target } from "../src/graph/execution.ts";
import { formatPath } from "../src/flow/paths.ts";
import type { Arrival, Hop } from "../src/flow/findings.ts";
import { type ForeignFile, foreignFiles } from "../src/flow/shipped.ts";
import type { GraphStage } from "../src/graph/graph.ts";
import type { Finding, RelatedPlace } from "../src/rule/diagnostic.ts";
import type { Rule } from "../src/rule/rule.ts";
import { nameCommand, nameTargets } from "../src/rule/wording.ts";
import { isRunWhereItWasMade } from "./shared/host-tools.ts";
import { remedyLeak } from "./shared/leak-remedy.ts";
import { libcDifference } from "./shared/libc.ts";
import { nameMachine, targetsOtherThan } from "./shared/machines.ts";
import { repairOf } from "./shared/leak-repairs.ts";

export const buildArchLeak: Rule = {
  id: "build-arch-leak",
  severity: "error",
  summary: "a file made for the machine that builds ships in an image for another one",
  docs: {
    what:
      `A program, library or package that is made in a stage on \`$BUILDPLATFORM\`, or in one pinned ` +
      `to a constant platform, without a word about the target, and that \`COPY --from\` or a mount ` +
      `brings into the image. Files are followed through \`COPY\`, \`FROM stage\`, mounts, \`cp\`, \`mv\`, ` +
      `\`install\`, \`ln\` and archives, from the command that made them to the stage that ships.`,
    why:
      `The image is labelled for the target and holds code of the machine that built it: it ends in ` +
      `"exec format error", or in an import that fails, on the user's machine. Of 97 conversions to ` +
      `cross-building that people made by hand, 20 shipped such a file; some lived for years.`,
    bad: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
`,
    good: `FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .

FROM gcr.io/distroless/static
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
`,
    exceptions:
      `Nothing is reported of what is not known: what make and scripts write, node_modules of a stage ` +
      `without a compiler, images of other people. Packages of Python are reported although they may ` +
      `all be pure: ignore the finding where you know that they are.`,
    fix:
      `Where the compiler works for any machine (Go, .NET, and Rust on an official image), its ` +
      `commands are told the target, in the stage as it is: the program then is the target's on ` +
      `every target. It is safe for Go with CGO_ENABLED=0; else what it rests on is said. ` +
      `Otherwise the stage goes to the target, where whatever it installs and compiles is right; from ` +
      `there emulated-step brings back what can run natively. There is no fix where a native ` +
      `stage needs the file as it is, and none for a stage that is named for its platform.`,
  },
  *check(analysis, context) {
    for (const [hop, leaks] of leaksByHop(analysis)) {
      const origins = leaks.map(({ arrival }) => arrival.origin);
      yield {
        ...report(hop, leaks, analysis),
        remedy: () => remedyLeak(origins, analysis, context),
      };
    }
  },
};

/** A file that ships, and the targets that it is not for. */
interface Leak extends ForeignFile {
  readonly targets: readonly Target[];
}

/** The leaks of each instruction that brings some. */
function leaksByHop(analysis: Analysis): Map<Hop, Leak[]> {
  const bySpan = new Map<number, { readonly hop: Hop; readonly leaks: Leak[] }>();
  for (const file of foreignFiles(analysis)) {
    const leak = asLeak(file, analysis);
    if (leak === undefined) continue;
    const { crossing } = leak;
    const known = bySpan.get(crossing.span.start);
    if (known === undefined) bySpan.set(crossing.span.start, { hop: crossing, leaks: [leak] });
    else known.leaks.push(leak);
  }
  return new Map([...bySpan.values()].map(({ hop, leaks }) => [hop, leaks]));
}

function asLeak(file: ForeignFile, analysis: Analysis): Leak | undefined {
  const { origin } = file.arrival;
  if (origin.binding !== "build-bound") return undefined;
  const targets = targetsOtherThan(file.machine, analysis);
  const isTool = !file.crossing.exact && isRunWhereItWasMade(origin);
  return targets.length === 0 || isTool ? undefined : { ...file, targets };
}

function report(hop: Hop, leaks: readonly Leak[], analysis: Analysis): Finding {
  const [first] = leaks as [Leak];
  const { origin } = first.arrival;
  const makers = new Map(leaks.map((leak) => [leak.arrival.origin.span.start, leak]));
  const others = makers.size - 1;
  const more =
    others === 0 ? "" : ` So do files of ${others} more command${others === 1 ? "" : "s"}.`;
  return {
    message:
      `${describe(first)} ships in the image for ` +
      `${nameTargets(first.targets, analysis.graph)}.${more}`,
    help: repairOf(origin),
    span: hop.span,
    stage: hop.into.label,
    ...(origin.fact && { ecosystem: origin.fact.ecosystem }),
    related: [
      ...[...makers.values()].slice(0, MAX_MADE).map(madeHere),
      ...wayOf(first.arrival, hop, analysis),
    ],
  };
}

const MAX_MADE = 5;

/** `go build in stage build makes /out/app for the machine that builds, and it` */
function describe({ arrival, machine }: Leak): string {
  const { origin } = arrival;
  const path = formatPath(arrival.path);
  const whose = nameMachine(machine);
  const { fact, stage } = origin;
  if (fact === undefined) {
    const image = stage.syntax.base?.text ?? "the image";
    return `${path} of ${image} in stage ${stage.label} is for ${whose}, and it`;
  }
  const maker = `${nameCommand(fact)} in stage ${stage.label}`;
  return fact.recognition.role === "install"
    ? `${maker} installs for ${whose}, and ${path}`
    : `${maker} makes ${path} for ${whose}, and it`;
}

function madeHere({ arrival: { origin } }: Leak): RelatedPlace {
  return { message: "made here", span: origin.span };
}

/** The places that a file passes before and behind the one that is reported. */
function wayOf({ hop: last, origin }: Arrival, crossing: Hop, { graph }: Analysis): RelatedPlace[] {
  const way: RelatedPlace[] = [];
  for (let hop = last; hop !== undefined; hop = hop.earlier) {
    if (hop !== crossing) way.unshift({ message: "copied here", span: hop.span });
  }
  const final = graph.stages.find((stage) => stage.final)!;
  way.push({ message: "shipped from here", span: final.syntax.from.logical.span });
  const difference = libcDifference(origin.stage, crossing.into, graph);
  if (difference !== undefined) way.push({ message: difference, span: fromOf(crossing.into) });
  return way;
}

function fromOf(stage: GraphStage): { readonly start: number; readonly end: number } {
  return stage.syntax.from.logical.span;
}
