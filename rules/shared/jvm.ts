import type { Hazard, Recognition } from "../../src/facts/ecosystem.ts";
import { avoidable, light, tests, unavoidable, writing } from "./recognitions.ts";
import { JVM } from "./slowdowns.ts";

/** What one goal, task or target of a JVM build tool does. */
export type Goal = "package" | "fetch" | "test" | "trivial";

/**
 * What a JVM build tool does that is given several goals: the costliest counts.
 * @param words the goals, and the options that may ask for a native image
 */
export function recogniseGoals(goals: readonly Goal[], words: readonly string[]): Recognition {
  if (goals.includes("package")) {
    return asksForNativeImage(words) ? buildNativeImage(NATIVE_FOLDERS) : packageJars();
  }
  if (goals.includes("fetch")) return fetchJars();
  return goals.includes("test") ? tests(JVM) : light();
}

/** How the tools of GraalVM, Spring, Quarkus and Micronaut are asked for a native image. */
const NATIVE_IMAGE = [
  /^-P(.*,)?native(,|$)/,
  /^-D(native|packaging=native-image)(=true)?$/,
  /^-[DP]quarkus\.(native\.enabled=true|package\.type=native)/,
  /native-?:?(compile|image|build)|GraalVMNativeImage/i,
];

/** Maven's, Gradle's and GraalVM's for it; the jars beside the program are told by their names. */
const NATIVE_FOLDERS = ["target/", "*/target/", "build/", "*/build/"];

function asksForNativeImage(words: readonly string[]): boolean {
  return words.some((word) => NATIVE_IMAGE.some((pattern) => pattern.test(word)));
}

/** native-image compiles for the machine it runs on. */
export function buildNativeImage(outputs: readonly string[]): Recognition {
  const why =
    "native-image cannot cross-compile (oracle/graal#407): build it on a machine of the target's " +
    "architecture";
  return writing(unavoidable("compile", "build-bound", JVM, why), ...outputs);
}

/** Jars may hold native libraries, as the project says, not the command. */
function packageJars(): Recognition {
  const how = "put the stage on $BUILDPLATFORM and copy the jar or war: it runs anywhere";
  return avoidable("bundle", "unknown", JVM, how);
}

/** Many small downloads, by a JVM that has just started. */
function fetchJars(): Recognition {
  const how = "put the stage on $BUILDPLATFORM, together with the packaging: jars run anywhere";
  return avoidable("fetch", "unknown", JVM, how);
}

/** A tool that does not start on 32-bit arm under emulation. */
export function failsOnArm(what: string, source: string): Hazard {
  return { what, source, affects: (target) => target.architecture === "arm" };
}
