import type { Analysis } from "../../src/facts/analysis.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import type { FamilyCommand } from "../../src/rule/move.ts";
import { pathIn } from "./context-files.ts";
import { packageScripts } from "./package-scripts.ts";

/** What generates code into node_modules, or changes what stands there. */
const WRITERS = /\bprisma\b|\bpatch-package\b|\belectron-rebuild\b/;
const IN_SCRIPTS = /\bprisma generate\b|\bpatch-package\b|\belectron-rebuild\b/;

/** Scripts of package.json that run when packages are installed, on whichever platform that is. */
const INSTALL_SCRIPTS = /^(pre|post)?(install|prepare)$/;

/**
 * Why a command changes the packages that were installed before, as far as its words and the scripts
 * of package.json tell.
 */
export function changesModules(
  { stage, step, command, fact, workdir }: FamilyCommand,
  analysis: Analysis,
): string | undefined {
  if (command.words.some(({ value }) => WRITERS.test(value))) {
    return `line ${step.line} changes node_modules after npm`;
  }
  if (fact?.recognition.role !== "bundle") return undefined;
  const project = contextFile(analysis, stage, step, pathIn(workdir, "package.json", step));
  const scripts = project.kind === "file" ? packageScripts(project.source.text) : undefined;
  const found = [...(scripts ?? [])].find(
    ([name, script]) => !INSTALL_SCRIPTS.test(name) && IN_SCRIPTS.test(script),
  );
  if (found === undefined) return undefined;
  const [name, script] = found;
  return `the script ${name} of package.json (${IN_SCRIPTS.exec(script)![0]}) changes node_modules`;
}
