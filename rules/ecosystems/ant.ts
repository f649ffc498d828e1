import { moveJars } from "../shared/jar-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { type Goal, recogniseGoals } from "../shared/jvm.ts";

const VALUED = "-f -file -buildfile -l -lib -logfile -logger -listener -propertyfile".split(" ");

export const ant: Ecosystem = {
  id: "ant",
  title: "Ant (Java)",
  commands: ["ant"],
  recipe: moveJars,
  recognise(invocation) {
    if (invocation.has("-version", "-help", "-h", "-p", "-projecthelp")) return undefined;
    const targets = invocation.operands(VALUED);
    // Without a target the project's default one is made.
    return recogniseGoals(targets.length === 0 ? ["package"] : targets.map(goalOf), targets);
  },
};

function goalOf(target: string): Goal {
  if (/resolve|retrieve|download|^ivy/.test(target)) return "fetch";
  if (/^(test|tests|check|junit)$/.test(target)) return "test";
  return /^(clean|clean-.*|init|help)$/.test(target) ? "trivial" : "package";
}
