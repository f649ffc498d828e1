import type { BuildGraph, GraphStage } from "../src/graph/graph.ts";
import { ARCHITECTURES } from "../src/platform/architectures.ts";
import { formatPlatform } from "../src/platform/platform.ts";
import type { Finding, Severity } from "../src/rule/diagnostic.ts";
import type { Rule } from "../src/rule/rule.ts";
import { flagNamed } from "../src/syntax/instruction.ts";
import { constantPlatform, namesPlatform } from "./shared/constant-platform.ts";
import { unpinShipped } from "./shared/unpin-shipped.ts";
import { isAssembled, type ShippedStage, shippedStage } from "./shared/final-stage.ts";

export const pinnedFinalStage: Rule = {
  id: "pinned-final-stage",
  severity: "error",
  summary: "the stage that ships does not follow the target platform",
  docs: {
    what:
      `The last stage, or the stage that it continues through \`FROM base\`, is on ` +
      `\`$BUILDPLATFORM\` (an error) or on a constant platform (a warning).`,
    why:
      `The image then holds the programs of that platform whatever it is built for, under the label ` +
      `of the target: BuildKit writes the requested platform into the image's configuration ` +
      `(dockerfile2llb/convert.go:finalizeResultImage). It starts nowhere but on machines like the ` +
      `one that built it. It is the commonest way in which a conversion to cross-building goes wrong.`,
    bad: `FROM --platform=$BUILDPLATFORM python:3.12 AS base
WORKDIR /app

FROM base
COPY . .
CMD ["python", "main.py"]
`,
    good: `FROM python:3.12 AS base
WORKDIR /app

FROM base
COPY . .
CMD ["python", "main.py"]
`,
    exceptions:
      `Nothing is reported where the project is declared to build for one platform, where a stage's ` +
      `name holds the platform (\`AS runtime-amd64\`), and where the file ends with a stage that tests, ` +
      `checks or hands out files. With a variable of your own in the flag ` +
      `(\`--platform=$PLATFORM\`) you decide. A constant platform counts as meant where DL3029 or ` +
      `FromPlatformFlagConstDisallowed is silenced. Every fix is unsafe: there may be no image for ` +
      `the other platforms.`,
  },
  *check(analysis, context) {
    const { graph } = analysis;
    if (graph.targets.length === 1 && graph.targets[0] !== "foreign") return;
    const shipped = shippedStage(graph);
    const pin = shipped && pinOf(shipped, graph);
    if (pin === undefined) return;
    yield {
      ...report(shipped!, pin),
      remedy: () => unpinShipped(shipped!, analysis, context),
    };
  },
};

/** What says of a constant platform in a FROM that it is meant: DL3029 and its kin. */
const MEANT = ["DL3029", "FromPlatformFlagConstDisallowed"] as const;

/** What keeps the image on one platform. */
interface Pin {
  readonly severity: Severity;
  /** "the build platform", "linux/amd64" */
  readonly platform: string;
  readonly whose: string;
  readonly aliases?: readonly string[];
}

function pinOf(shipped: ShippedStage, graph: BuildGraph): Pin | undefined {
  const { final, root } = shipped;
  const constant = constantPlatform(root);
  if (constant !== undefined) {
    // Windows runs on machines of one architecture.
    if (constant.os !== "linux" || [final, root].some((each) => namesPlatform(each, constant))) {
      return undefined;
    }
    const platform = formatPlatform(constant);
    return { severity: "warning", platform, whose: `${platform} files`, aliases: MEANT };
  }
  if (!isOnBuildPlatform(root) || [final, root].some(namesArchitecture)) return undefined;
  if (!isAssembled(final, graph)) return undefined;
  const whose = "the files of the machine that builds";
  return { severity: "error", platform: "the build platform", whose };
}

/** A BUILDPLATFORM with a default of its own is meant as the build platform all the same. */
function isOnBuildPlatform({ platform, syntax }: GraphStage): boolean {
  if (platform.kind === "build") return true;
  return platform.kind === "constant" && /\$\{?BUILD/.test(syntax.platformFlag?.text ?? "");
}

function namesArchitecture({ name }: GraphStage): boolean {
  const words = name?.split(/[-_.]/) ?? [];
  return ARCHITECTURES.some(({ goarch, uname }) => words.includes(goarch) || words.includes(uname));
}

function report({ final, root }: ShippedStage, pin: Pin): Finding {
  const { severity, platform, whose, aliases = [] } = pin;
  const flag = flagNamed(root.syntax.from, "platform")!;
  const effect = `the image holds ${whose} whatever platform it is built for`;
  const place = { severity, span: flag.raw.span, stage: root.label, aliases };
  if (root === final) {
    return {
      ...place,
      message: `Stage ${root.label} ships and is on ${platform}: ${effect}.`,
      help: "Remove --platform: the stage then follows the platform that is asked for",
    };
  }
  const image = root.syntax.base!.text.replace(/@.*/, "");
  return {
    ...place,
    message: `Stage ${final.label} ships and is on ${platform}, like stage ${root.label}: ${effect}.`,
    help:
      `Remove --platform here, or let stage ${final.label} begin with FROM ${image} and copy what ` +
      "it needs",
    related: [{ message: "shipped from here", span: final.syntax.from.logical.span }],
  };
}
