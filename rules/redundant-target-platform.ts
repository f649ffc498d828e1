import { dropFlag } from "./shared/platform-flag.ts";
import type { Rule } from "../src/rule/rule.ts";

export const redundantTargetPlatform: Rule = {
  id: "redundant-target-platform",
  severity: "info",
  unnecessary: true,
  summary: "FROM asks for the target platform, which is the default",
  aliases: ["DL3065", "RedundantTargetPlatform"],
  docs: {
    what: `A \`FROM --platform=$TARGETPLATFORM\`, in any spelling.`,
    why:
      `A stage without a flag is on the target platform already, and BuildKit's own check reports ` +
      `the flag as RedundantTargetPlatform. Left out, the flags that remain are the ones that matter.`,
    bad: `FROM --platform=$TARGETPLATFORM debian:12
`,
    good: `FROM debian:12
`,
    exceptions: `Nothing is reported with \`targetPlatform: explicit\`, for teams that want it spelled out.`,
  },
  *check({ graph }, { targetPlatform }) {
    if (targetPlatform === "explicit") return;
    for (const stage of graph.stages) {
      const { syntax, flag, platform, label } = stage;
      const text = syntax.platformFlag?.text ?? "";
      if (flag?.kind !== "target" || platform.kind !== "target") continue;
      if (!/^\$\{?TARGETPLATFORM\b/.test(text)) continue;
      yield {
        message: `Stage ${label} is on the target platform without ${text}, too.`,
        help: "Remove the flag",
        span: syntax.from.flags.find(({ name }) => name === "platform")!.raw.span,
        stage: label,
        remedy: () => dropFlag(stage, graph, `Remove the redundant --platform of stage ${label}`),
      };
    }
  },
};
