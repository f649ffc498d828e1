import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import type { ScriptsAnswer } from "../../shared/modules-prefill.ts";
import { nativePackages } from "../../shared/npm-lock.ts";
import { pathIn } from "../../shared/context-files.ts";
import { packageScripts } from "../../shared/package-scripts.ts";

/** Asks the command, and the lock file and the project's own scripts beside the Dockerfile. */
export function installScripts(
  { invocation }: CommandFact,
  { stage, step }: EmulatedStep,
  analysis: Analysis,
): ScriptsAnswer {
  if (invocation.has("--ignore-scripts")) return { none: true, named: [], mayPrepare: false };
  const fileOf = (name: string) => {
    const file = contextFile(analysis, stage, step, pathIn(invocation.workdir, name, step));
    return file.kind === "file" ? file.source : undefined;
  };
  const project = fileOf("package.json");
  const own = project === undefined ? undefined : packageScripts(project.text);
  const lock = fileOf("package-lock.json");
  const packages = lock === undefined ? undefined : nativePackages(lock);
  const running = packages?.filter(({ kind }) => kind === "install-script");
  const runsOwn = own === undefined || OWN.some((name) => own.has(name));
  return {
    none: running?.length === 0 && !runsOwn && invocation.operands().length === 1,
    named: [...new Set(running?.map(({ name }) => name))],
    mayPrepare: own?.has("prepare") ?? true,
  };
}

/** What npm runs of a project when its packages are installed. */
const OWN = ["preinstall", "install", "postinstall", "prepublish", "prepare"];
