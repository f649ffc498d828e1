import type { Analysis } from "../../src/facts/analysis.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import type { FamilyCommand } from "../../src/rule/move.ts";
import type { SourceText } from "../../src/text/source.ts";
import { lineOf, pathIn } from "./context-files.ts";

/** Events at which Composer runs what composer.json says: https://getcomposer.org/doc/articles/scripts.md */
const EVENT = /^(pre|post)-|^(command|init)$/;

/**
 * Why Composer may run something of the project or of its packages; undefined where composer.json and
 * composer.lock prove that it only unpacks sources. Says nothing where nobody looked.
 */
export function composerMayRun(
  { stage, step, workdir }: FamilyCommand,
  analysis: Analysis,
): { readonly note: string } | undefined {
  if (analysis.context === undefined) return { note: "" };
  const sources: SourceText[] = [];
  for (const name of ["composer.json", "composer.lock"]) {
    const file = contextFile(analysis, stage, step, pathIn(workdir, name, step));
    if (file.kind === "missing") return { note: `${name} is not in the build context` };
    if (file.kind === "unknown") return { note: `${name} ${file.reason}` };
    sources.push(file.source);
  }
  const [project, lock] = sources as [SourceText, SourceText];
  return scriptIn(project) ?? pluginIn(lock);
}

function scriptIn(project: SourceText): { readonly note: string } | undefined {
  const scripts = objectIn(project, "scripts");
  if (scripts === undefined) return { note: `${project.path} cannot be read` };
  const event = Object.keys(scripts).find((name) => EVENT.test(name));
  if (event === undefined) return undefined;
  const at = project.text.indexOf(JSON.stringify(event), project.text.indexOf('"scripts"'));
  return { note: `${event} is a script: ${lineOf(project, at)}` };
}

function pluginIn(lock: SourceText): { readonly note: string } | undefined {
  const packages = ["packages", "packages-dev"].map((key) => objectIn(lock, key));
  if (packages.includes(undefined)) return { note: `${lock.path} cannot be read` };
  for (const each of packages.flatMap((list) => Object.values(list!))) {
    const { name, type } = (each ?? {}) as { name?: unknown; type?: unknown };
    if (type !== "composer-plugin" && type !== "composer-installer") continue;
    const at = lock.text.indexOf(JSON.stringify(name));
    return { note: `${String(name)} is a plugin: ${lineOf(lock, Math.max(at, 0))}` };
  }
  return undefined;
}

/** An object or a list of a JSON file; empty where there is none, undefined where it is no such file. */
function objectIn({ text }: SourceText, key: string): object | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[key] ?? {};
    return typeof value === "object" ? (value as object) : undefined;
  } catch {
    return undefined;
  }
}
