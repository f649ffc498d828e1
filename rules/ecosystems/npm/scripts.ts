import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { RunStep } from "../../../src/graph/steps.ts";
import { nativePackages } from "../../shared/npm-lock.ts";
import { pathIn } from "../../shared/context-files.ts";

/** What has to run on the target after packages were installed elsewhere. */
export interface ScriptsAnswer {
  /** Whether `npm rebuild` may be left out. */
  readonly none: boolean;
  /** Packages that compile or choose something: "sharp, bcrypt". */
  readonly named: readonly string[];
  /** Whether the project itself may have a script that `npm rebuild` does not run. */
  readonly mayPrepare: boolean;
}

/** Asks the command, and the lock file and the project's own scripts beside the Dockerfile. */
export function installScripts(
  { invocation }: CommandFact,
  stage: GraphStage,
  step: RunStep,
  analysis: Analysis,
): ScriptsAnswer {
  if (invocation.has("--ignore-scripts")) return { none: true, named: [], mayPrepare: false };
  const fileOf = (name: string) => {
    const file = contextFile(analysis, stage, step, pathIn(invocation.workdir, name, step));
    return file.kind === "file" ? file.source : undefined;
  };
  const project = fileOf("package.json");
  const own = project === undefined ? undefined : scriptsOf(project.text);
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

function scriptsOf(text: string): ReadonlySet<string> | undefined {
  try {
    const { scripts } = JSON.parse(text) as { scripts?: unknown };
    return new Set(typeof scripts === "object" && scripts !== null ? Object.keys(scripts) : []);
  } catch {
    return undefined;
  }
}
