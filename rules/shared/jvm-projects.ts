import type { Analysis } from "../../src/facts/analysis.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import type { FamilyCommand } from "../../src/rule/move.ts";
import type { SourceText } from "../../src/text/source.ts";
import { filesBelow, lineOf, NOT_LISTED, pathIn } from "./context-files.ts";

/** What the build files of a JVM project say of native code in its jars. */
export type NativeCodeAnswer =
  /** All of them were read, and none chooses by the machine. */
  | { readonly kind: "none" }
  /** A dependency is chosen by the machine that builds: "pom.xml:31 chooses ..." */
  | { readonly kind: "used"; readonly why: string }
  | { readonly kind: "unknown"; readonly note: string };

const BUILD_FILES = /(^|\/)(pom\.xml|(build|settings)\.gradle(\.kts)?|[\w.-]+\.versions\.toml)$/;
/** The file that a build begins with, by the tool. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  maven: ["pom.xml"],
  gradle: ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"],
};

/** Folders of a project that hold no build files of its own. */
const OTHER_FOLDERS = new Set(["build", "node_modules", "src", "target"]);

/** Asks the build files of the project that a command packages, all modules included. */
export function nativeCodeIn(command: FamilyCommand, analysis: Analysis): NativeCodeAnswer {
  const { context } = analysis;
  const names = ROOTS[command.fact?.ecosystem ?? ""];
  if (context === undefined || names === undefined) return { kind: "unknown", note: "" };
  const root = rootOf(command, analysis, names);
  if (root === undefined) {
    return { kind: "unknown", note: `${names[0]} is not in the build context` };
  }
  const folder = root.includes("/") ? root.slice(0, root.lastIndexOf("/")) : "";
  const isOwn = (name: string) => !OTHER_FOLDERS.has(name) && !/^[._]./.test(name);
  for (const path of filesBelow(context, folder, isOwn)) {
    if (path === NOT_LISTED) return { kind: "unknown", note: "not all build files were looked at" };
    if (!BUILD_FILES.test(path)) continue;
    const text = context.read(path);
    if ("problem" in text) return { kind: "unknown", note: `${path} ${text.problem}` };
    const why = choiceByMachine(text.source);
    if (why !== undefined) return { kind: "used", why };
  }
  return { kind: "none" };
}

function rootOf(
  { stage, step, workdir }: FamilyCommand,
  analysis: Analysis,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const file = contextFile(analysis, stage, step, pathIn(workdir, name, step));
    if (file.kind === "file") return file.path;
  }
  return undefined;
}

/**
 * How a build asks for the machine it runs on: os-maven-plugin and the osdetector plugin of
 * Gradle, Maven's profiles, the properties of Java; or names the system in a classifier itself.
 */
const ASKS =
  /\$\{os\.(?:detected|arch|name)|\bosdetector\b|<activation>\s*<os>|OperatingSystem\.current|["']os\.(?:arch|name)["']|\blinux-(?:x86_64|amd64|aarch_?64|arm64)\b|\borg\.openjfx\b/g;

/** Where a build file chooses a dependency by the machine that builds. */
function choiceByMachine(source: SourceText): string | undefined {
  for (const { index, 0: words } of source.text.matchAll(ASKS)) {
    // A compiler that a plugin of Maven fetches runs where Maven runs: it is in no jar.
    if (isInPlugin(source.text, index)) continue;
    const what = words.replace(/\s+/g, "").replace(/^\$\{(.*)/, "$1");
    return `${lineOf(source, index)} chooses by the machine that builds (${what})`;
  }
  return undefined;
}

function isInPlugin(text: string, at: number): boolean {
  const opened = text.lastIndexOf("<plugin>", at);
  return opened >= 0 && text.lastIndexOf("</plugin>", at) < opened;
}
