import { moveJars } from "../shared/jar-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { type Goal, recogniseGoals } from "../shared/jvm.ts";

const VALUED = [
  "-java-home",
  "-ivy",
  "-mem",
  "-jvm-debug",
  "-sbt-dir",
  "-sbt-boot",
  "-sbt-version",
];

const FETCH = /(^|[/: ])(update|fetch)$/;
const TEST = /(^|[/: ])(test|testOnly|testQuick)\b/;
const TRIVIAL =
  /^(about|clean|exit|help|reload|plugins|projects|project .*|set .*|show .*|\+\+.*|.*version)$/i;

export const sbt: Ecosystem = {
  id: "sbt",
  title: "sbt (Scala)",
  commands: ["sbt", "sbtn"],
  recipe: moveJars,
  recognise(invocation) {
    // `sbt ";clean;assembly"` are two commands.
    const commands = invocation
      .operands(VALUED)
      .flatMap((word) => word.split(";"))
      .map((command) => command.trim())
      .filter((command) => command !== "");
    return commands.length === 0 ? undefined : recogniseGoals(commands.map(goalOf), commands);
  },
};

function goalOf(command: string): Goal {
  if (FETCH.test(command)) return "fetch";
  if (TEST.test(command)) return "test";
  return TRIVIAL.test(command) ? "trivial" : "package";
}
