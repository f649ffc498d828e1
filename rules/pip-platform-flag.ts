import type { Analysis } from "../src/facts/analysis.ts";
import type { CommandFact } from "../src/facts/facts.ts";
import type { Invocation } from "../src/facts/invocation.ts";
import { formatTarget, type Target } from "../src/graph/execution.ts";
import { architectureOf, architecturesNamed } from "../src/platform/architectures.ts";
import type { Finding } from "../src/rule/diagnostic.ts";
import type { Rule } from "../src/rule/rule.ts";
import { listOf } from "../src/rule/wording.ts";
import { pythonTool } from "./shared/python.ts";

export const pipPlatformFlag: Rule = {
  id: "pip-platform-flag",
  severity: "error",
  summary: "pip's --platform is used in a way that cannot work",
  docs: {
    what:
      `A \`pip install\` or \`pip download\` with \`--platform\` that pip refuses (without ` +
      `\`--only-binary=:all:\` or \`--no-deps\`; \`install\` without \`--target\`), or whose tags ` +
      `name an architecture that is none of the targets.`,
    why:
      `pip builds source packages for the machine it runs on, so that it takes \`--platform\` only ` +
      `where it cannot come to that (pypa/pip#11664, #13442). Tags are compared literally: wheels of ` +
      `another architecture install without complaint and fail when the image runs.`,
    bad: `FROM --platform=$BUILDPLATFORM python:3.12 AS wheels
RUN pip download --platform manylinux2014_aarch64 -d /wheels flask
`,
    good: `FROM --platform=$BUILDPLATFORM python:3.12 AS wheels
RUN pip download --platform manylinux2014_aarch64 --only-binary=:all: -d /wheels flask
`,
    exceptions: `Options that pip takes from environment variables or from a file are not seen.`,
  },
  *check({ graph, stages }: Analysis) {
    for (const { stage, steps } of stages) {
      if (!stage.reachable) continue;
      for (const { step, facts } of steps) {
        if (step.inherited) continue;
        for (const fact of facts) {
          const fault = faultOf(fact, graph.targets);
          if (fault === undefined) continue;
          const span = fact.command.span;
          yield { ...fault, span, stage: stage.label, ecosystem: fact.ecosystem };
        }
      }
    }
  },
};

type Fault = Pick<Finding, "message" | "help">;

function faultOf(fact: CommandFact, targets: readonly Target[]): Fault | undefined {
  const pip = pythonTool(fact.invocation, "pip");
  const tags = pip?.values("--platform") ?? [];
  // Options that come from variables may hold what is missing.
  if (!pip || tags.length === 0 || pip.args.some((arg) => arg.startsWith("$"))) return undefined;
  switch (pip.args.find((arg) => /^[a-z]+$/.test(arg))) {
    case "install":
      return sourceBuilds(pip, "install") ?? missingTarget(pip) ?? mismatch(tags, targets);
    case "download":
      return sourceBuilds(pip, "download") ?? mismatch(tags, targets);
    case "wheel":
      return {
        message: "pip wheel has no option --platform.",
        help: "Use pip download --platform ... --only-binary=:all:",
      };
    default:
      return undefined;
  }
}

/** `pip/_internal/cli/cmdoptions.py:check_dist_restriction` */
function sourceBuilds(pip: Invocation, command: string): Fault | undefined {
  const onlyBinary = pip.values("--only-binary").includes(":all:") && !pip.has("--no-binary");
  if (onlyBinary || pip.has("--no-deps")) return undefined;
  return {
    message:
      `pip ${command} refuses --platform without --only-binary=:all: or --no-deps: it would build ` +
      "source packages for the machine it runs on.",
    help: "Add --only-binary=:all:",
  };
}

function missingTarget(pip: Invocation): Fault | undefined {
  if (pip.has("--target", "-t", "--dry-run")) return undefined;
  return {
    message: "pip install takes --platform only together with --target or --dry-run.",
    help: "Add --target with the folder that is copied into the image",
  };
}

/** Tags that name architectures, none of which is a target's. */
function mismatch(tags: readonly string[], targets: readonly Target[]): Fault | undefined {
  const wanted = targets.map((target) => target !== "foreign" && architectureOf(target));
  // Each target must be known, and every tag must say an architecture.
  const named = tags.map((tag) => architecturesNamed(wheelArchitecture(tag)));
  if (!wanted.every((row) => row) || named.some((rows) => rows.length === 0)) return undefined;
  const fits = wanted.some((row) => named.some((rows) => rows.some((each) => each === row)));
  if (fits) return undefined;
  return {
    message: `--platform ${listOf(tags)} fits none of the targets ${listOf(targets.map(formatTarget))}: the wheels are for another architecture.`,
    help: "Name the wheel tags of the target, by TARGETARCH where there are several",
  };
}

/** `manylinux_2_17_aarch64`, `manylinux2014_x86_64` and `musllinux_1_2_armv7l` end in it. */
function wheelArchitecture(tag: string): string {
  return /^(?:manylinux(?:\d+|_\d+_\d+)|musllinux_\d+_\d+|linux)_(.+)$/.exec(tag)?.[1] ?? "";
}
