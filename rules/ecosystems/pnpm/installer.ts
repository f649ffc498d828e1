import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { familyOf } from "../../../src/rule/move.ts";
import { chainOf } from "../../shared/final-stage.ts";
import { pathIn } from "../../shared/context-files.ts";
import { type CrossInstaller, objectionToPlainness } from "../../shared/modules-prefill.ts";

/**
 * pnpm, of which `pnpm rebuild` runs the scripts of packages and of the project, those that
 * `pnpm install` would run; a second `pnpm install` says that all is up to date, and runs none.
 */
export const PNPM: CrossInstaller = {
  tool: "pnpm",
  isInstall: ({ ecosystem, invocation, recognition }) =>
    ecosystem === "pnpm" &&
    recognition.role === "install" &&
    /^(install|i|ci)$/.test(invocation.subcommand() ?? ""),
  objectionTo: (install, emulated, analysis) =>
    objectionToVersion(install, emulated, analysis) ??
    objectionToPlainness(install.command) ??
    objectionToOptions(install) ??
    objectionToStore(install, emulated, analysis),
  scriptsOf: ({ invocation }) => ({
    none: invocation.has("--ignore-scripts"),
    named: [],
    mayPrepare: false,
  }),
  keepsLock: ({ invocation }) =>
    invocation.has("--frozen-lockfile") || invocation.subcommand() === "ci",
  locks: "pnpm-lock.yaml",
  assumptions: [
    "pnpm is 10.14 or later: an older one does not know --cpu, and says so",
    "all packages stand in folders called node_modules, and what runs needs no store of pnpm's",
  ],
};

/** Options that say how packages are installed, and nothing about where. */
const HARMLESS =
  /^(--(frozen-lockfile|prefer-frozen-lockfile|prod|production|dev|no-optional|ignore-scripts|prefer-offline|reporter|loglevel|silent|shamefully-hoist|strict-peer-dependencies|no-strict-peer-dependencies|network-concurrency|fetch-[\w-]+|child-concurrency|recursive|no-verify-store-integrity|store-dir)(=.*)?|-[PDrs])$/;

function objectionToOptions({ invocation }: CommandFact): string | undefined {
  const options = invocation.args.filter((arg) => arg.startsWith("-"));
  const other = options.find((option) => !HARMLESS.test(option));
  return other && `${other} is not known to leave node_modules where it is looked for`;
}

/** What takes packages from pnpm's store would find none: they are put there in another stage. */
function objectionToStore(
  install: CommandFact,
  { stage }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  const continues = (one: GraphStage, other: GraphStage) =>
    chainOf(one, analysis.graph).includes(other);
  const facts = familyOf(stage, analysis)
    .members.filter((each) => continues(each.stage, stage) || continues(stage, each.stage))
    .flatMap(({ steps }) => steps.flatMap((each) => each.facts));
  const other = facts.find(
    ({ ecosystem, recognition, command }) =>
      ecosystem === "pnpm" &&
      /^(install|fetch)$/.test(recognition.role) &&
      recognition.heavy?.native.possible === true &&
      command !== install.command,
  );
  return other && "pnpm installs or fetches more than once in this stage, out of one store";
}

/** `pnpm@9.1`, as `npm install -g`, `corepack prepare` and package.json write it. */
const VERSION = /\bpnpm@(\d+)(?:\.(\d+))?/;

/** Why the pnpm that is named cannot install for another machine. */
function objectionToVersion(
  { invocation }: CommandFact,
  { stage, step }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  const path = pathIn(invocation.workdir, "package.json", step);
  const project = contextFile(analysis, stage, step, path);
  const texts = [
    project.kind === "file" ? project.source.text : "",
    analysis.graph.dockerfile.source.text,
  ];
  for (const text of texts) {
    const [named, major, minor = "99"] = VERSION.exec(text) ?? [];
    if (major === undefined) continue;
    const knows = Number(major) > 10 || (Number(major) === 10 && Number(minor) >= 14);
    return knows
      ? undefined
      : `${named} installs for its own machine alone: from 10.14 on pnpm does for others (--cpu)`;
  }
  return undefined;
}
