import { moveJars } from "../shared/jar-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { failsOnArm, type Goal, recogniseGoals } from "../shared/jvm.ts";

const VALUED = (
  "-b -D -f --file -gs -gt -l --log-file -P --activate-profiles -pl --projects -rf --resume-from " +
  "-s --settings -t --toolchains -T --threads"
).split(" ");

const FETCH = /\bdependency(-plugin)?:|go-offline/;
const TEST = /^(test|integration-test)$|\b(surefire|failsafe)(-plugin)?:/;
const TRIVIAL =
  /^(clean|validate|initialize|install:install-file)$|^(help|versions|wrapper|archetype|license):/;

/** `mvn -v` already ends in a ClassNotFoundException. */
const FAILS = failsOnArm("Maven fails to start on 32-bit arm", "carlossg/docker-maven#213");

export const maven: Ecosystem = {
  id: "maven",
  title: "Maven (Java)",
  commands: ["mvn", "mvnw", "mvnd"],
  recipe: moveJars,
  recognise(invocation) {
    const goals = invocation.operands(VALUED);
    if (goals.length === 0 && invocation.name !== "mvnw") return undefined;
    // Whatever the wrapper is asked, it downloads Maven first.
    const kinds: Goal[] = goals.length === 0 ? ["fetch"] : goals.map(goalOf);
    const words = [...goals, ...optionsOf(invocation)];
    return { ...recogniseGoals(kinds, words), hazard: FAILS };
  },
};

function goalOf(name: string): Goal {
  if (FETCH.test(name)) return "fetch";
  if (TEST.test(name)) return "test";
  return TRIVIAL.test(name) ? "trivial" : "package";
}

/** Properties and profiles, however they are spelt. */
function optionsOf(invocation: Invocation): string[] {
  const profiles = invocation.values("-P", "--activate-profiles").map((names) => `-P${names}`);
  return [...profiles, ...invocation.args.filter((arg) => /^-[DP]./.test(arg))];
}
