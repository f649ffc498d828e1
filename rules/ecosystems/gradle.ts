import { moveJars } from "../shared/jar-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { failsOnArm, type Goal, recogniseGoals } from "../shared/jvm.ts";

const VALUED = (
  "-b --build-file -c --settings-file -D -g --gradle-user-home -I --init-script -P -p " +
  "--project-dir -x --exclude-task --console --gradle-version --max-workers --tests " +
  "--warning-mode --distribution-type"
).split(" ");

const FETCH = /dependencies$|^(download|resolve|fetch|prefetch)/i;
const TEST = /^(test|check|integrationTest|.*Test)$/;
const TRIVIAL = /^(wrapper|clean|tasks|help|projects|properties|init|buildEnvironment)$/;

/** `gradle --version` already fails on Java 17, and works on Java 11. */
const FAILS = failsOnArm(
  "Gradle on Java 17 fails to start on 32-bit arm",
  "gradle/docker-gradle#210",
);
const OLDER_JAVA = /(jdk|jre|java|openjdk|temurin|corretto)[:-]?(8|11)(?!\d)/;

export const gradle: Ecosystem = {
  id: "gradle",
  title: "Gradle (Java)",
  commands: ["gradle", "gradlew"],
  recipe: moveJars,
  recognise(invocation) {
    const tasks = invocation.operands(VALUED).map(withoutProject);
    if (tasks.length === 0 && invocation.name !== "gradlew") return undefined;
    const properties = invocation.args.filter((arg) => /^-[DP]./.test(arg));
    // Whatever the wrapper is asked, it downloads Gradle first.
    const goals: Goal[] = tasks.length === 0 ? ["fetch"] : tasks.map(goalOf);
    const recognition = recogniseGoals(goals, [...tasks, ...properties]);
    if (OLDER_JAVA.test(invocation.image?.text ?? "")) return recognition;
    return { ...recognition, hazard: FAILS };
  },
};

/** `:server:build` is `build`. */
function withoutProject(task: string): string {
  return task.slice(task.lastIndexOf(":") + 1);
}

function goalOf(task: string): Goal {
  if (FETCH.test(task)) return "fetch";
  if (TEST.test(task)) return "test";
  return TRIVIAL.test(task) ? "trivial" : "package";
}
