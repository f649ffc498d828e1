import { refuse } from "../../src/rule/fix.ts";
import { type FamilyCommand, oncePerFamily } from "../../src/rule/move.ts";
import { type NativeCodeAnswer, nativeCodeIn } from "./jvm-projects.ts";
import { checkMove, moveFix } from "./move-stage.ts";
import { mayHoldMachineCode } from "./utilities.ts";

const ECOSYSTEMS = new Set(["ant", "gradle", "java", "maven", "sbt"]);

/** Archives of byte code, and the folders to which build tools write them. */
const ARCHIVES =
  /(\.(jar|war|ear)|\/(target|build|build\/libs|build\/install|build\/distributions)(\/[^/]*)?|\/target\/quarkus-app)\/?$/;

/** What stands in a jar that was unpacked: a web application, or one of Spring Boot and its layers. */
const UNPACKED =
  /\/((BOOT|META|WEB)-INF(\/(lib|classes))?|dependencies|snapshot-dependencies|spring-boot-loader|application)\/?$/;

/** A stage that makes jars moves to the build platform with its FROM alone. */
export const moveJars = oncePerFamily(({ stage }, analysis) => {
  const check = checkMove(stage, analysis, {
    ecosystems: ECOSYSTEMS,
    objectionTo: objectionToJava,
    mayLeave: ({ path }, commands) =>
      ARCHIVES.test(path) || UNPACKED.test(path) || isProject(path, commands),
  });
  if ("refusal" in check) return refuse(check.refusal);
  const packaging = check.commands.filter(({ fact }) => fact?.recognition.role === "bundle");
  const answers = packaging.map((command) => nativeCodeIn(command, analysis));
  const used = answers.find(({ kind }) => kind === "used");
  if (used?.kind === "used") return refuse(`${used.why}, and what it takes goes into the jar`);
  const projects = check.taken.filter(({ path }) => isProject(path, check.commands));
  const given = projects.map(
    ({ path }) => `besides jars nothing in ${path} was made for the machine that builds`,
  );
  return { fix: moveFix(check.family, analysis, [...assumptionsOf(answers), ...new Set(given)]) };
});

/** `COPY --from=build /app .`: the whole folder in which the build tool works, sources and all. */
function isProject(path: string, commands: readonly FamilyCommand[]): boolean {
  const folder = path.replace(/\/+$/, "");
  if (folder === "" || mayHoldMachineCode(folder)) return false;
  return commands.some(
    ({ fact, workdir }) => fact?.recognition.role === "bundle" && workdir === folder,
  );
}

/** Nothing, where the build files of every command tell that the jar is the same everywhere. */
function assumptionsOf(answers: readonly NativeCodeAnswer[]): string[] {
  if (answers.length > 0 && answers.every(({ kind }) => kind === "none")) return [];
  const notes = answers.flatMap((each) => (each.kind === "unknown" ? [each.note] : []));
  const note = notes.find((each) => each !== "");
  const assumption =
    "no dependency brings native code for the machine that builds (classifiers, os-maven-plugin, JNI";
  return [`${assumption}${note === undefined ? "" : `; ${note}`})`];
}

function objectionToJava({ fact }: FamilyCommand): string | undefined {
  const { name, args } = fact!.invocation;
  if (name === "jlink" || name === "jpackage") {
    return `${name} makes a runtime for the machine that it runs on`;
  }
  const native = args.find((arg) => /native/i.test(arg));
  return native === undefined ? undefined : `${native} makes machine code`;
}
