import { emulatedSteps, placeOf } from "../src/rule/emulation.ts";
import type { Rule } from "../src/rule/rule.ts";
import { capitalise, costOn, nameCommand, nameTargets } from "../src/rule/wording.ts";

export const emulatedUnavoidable: Rule = {
  id: "emulated-unavoidable",
  severity: "info",
  off: true,
  summary: "a heavy RUN step runs under emulation, and nothing else is known",
  docs: {
    what:
      `A \`RUN\` step that takes long under emulation and for which no native way is known, such as ` +
      `\`apt-get install\` in the stage that ships.`,
    why:
      `It shows where the rest of an emulated build's time goes, once everything that can run ` +
      `natively does. There is nothing to repair, so that the rule reports only when it is selected.`,
    bad: `FROM debian:12
RUN apt-get update && apt-get install -y ffmpeg
`,
    good: `FROM debian:12
COPY ffmpeg /usr/local/bin/ffmpeg
`,
    exceptions: `Always: it informs.`,
  },
  *check(analysis) {
    for (const step of emulatedSteps(analysis)) {
      const { main, targets, broken } = step;
      const { heavy } = main.recognition;
      if (heavy === undefined || heavy.native.possible || broken) continue;
      const cost = costOn(heavy.slowdown, step.stage, targets, analysis.graph);
      yield {
        ...placeOf(step, main),
        message: `${nameCommand(main)} runs under QEMU for ${nameTargets(targets, analysis.graph)}, ${cost}.`,
        help: capitalise(heavy.native.why),
      };
    }
  },
};
