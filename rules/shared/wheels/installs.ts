import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { joinPath, type RunStep } from "../../../src/graph/steps.ts";
import type { SourceText } from "../../../src/text/source.ts";
import { pathIn } from "../context-files.ts";
import { pythonTool } from "../python.ts";
import { type LockedPackage, readPipfileLock, readTomlLock } from "./locks.ts";
import { markerHolds, type MarkerEnvironment } from "./markers.ts";
import type { PinnedPackage } from "./pinned.ts";
import { pinnedIn, readRequirements } from "./requirements.ts";

/** Where a command stands that installs packages. */
export interface Install {
  readonly fact: CommandFact;
  readonly stage: GraphStage;
  readonly step: RunStep;
  readonly analysis: Analysis;
}

/** The releases that a command installs on a machine, as far as files beside the Dockerfile say. */
export type PinnedBy = (
  install: Install,
  environment: MarkerEnvironment,
) => readonly PinnedPackage[];

/** More files of requirements that include each other are not followed. */
const MAX_FILES = 20;

/** What `pip install -r requirements.txt numpy==1.26.4` installs. */
export function pinnedByPip(install: Install): readonly PinnedPackage[] {
  return pinnedByRequirements(install, pythonTool(install.fact.invocation, "pip")!);
}

/** What pip, or uv in its place, is told on the command line and in files of requirements. */
function pinnedByRequirements(install: Install, pip: Invocation): readonly PinnedPackage[] {
  if (asksElsewhere(pip, install.analysis)) return [];
  const packages: PinnedPackage[] = [];
  const line = `line ${install.step.line}`;
  for (const operand of pip.operands(["-r", "--requirement", "-c", "--constraint"])) {
    const pinned = pinnedIn(operand, line);
    if (pinned !== undefined) packages.push(pinned);
  }
  const files = pip
    .values("-r", "--requirement")
    .map((file) => pathIn(pip.workdir, file, install.step));
  for (let at = 0; at < files.length && at < MAX_FILES; at++) {
    const source = textAt(files[at], install);
    if (source === undefined) continue;
    const read = readRequirements(source);
    if (read.otherIndex) return [];
    packages.push(...read.packages);
    const folder = files[at]!.replace(/[^/]*$/, "");
    files.push(...read.includes.map((file) => joinPath(folder, file)));
  }
  return packages;
}

const INDEX_OPTIONS =
  "-i --index-url --extra-index-url --no-index -f --find-links --no-binary --only-binary --index --default-index --no-build --platform".split(
    " ",
  );
const INDEX_VARIABLES =
  "PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_NO_INDEX PIP_FIND_LINKS PIP_NO_BINARY PIP_ONLY_BINARY PIP_CONFIG_FILE UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_DEFAULT_INDEX UV_FIND_LINKS UV_NO_BINARY".split(
    " ",
  );

/** Whether the command takes packages from an index that another one would not ask. */
function asksElsewhere(pip: Invocation, { graph }: Analysis): boolean {
  return (
    pip.has(...INDEX_OPTIONS) ||
    INDEX_VARIABLES.some((name) => pip.variable(name) !== undefined) ||
    /\bpip\.conf\b|\bpip3? config\b/.test(graph.dockerfile.source.text)
  );
}

function textAt(
  path: string | undefined,
  { analysis, stage, step }: Install,
): SourceText | undefined {
  const file = contextFile(analysis, stage, step, path);
  return file.kind === "file" ? file.source : undefined;
}

/** The lock file in the folder where a command runs. */
function lockOf(name: string, install: Install, invocation: Invocation): SourceText | undefined {
  return textAt(pathIn(invocation.workdir, name, install.step), install);
}

/** What `uv sync` installs: what the project needs, and what that needs, by uv.lock. */
export function pinnedByUv(
  install: Install,
  environment: MarkerEnvironment,
): readonly PinnedPackage[] {
  const uv = pythonTool(install.fact.invocation, "uv")!;
  if (uv.operands()[0] === "pip") return pinnedByRequirements(install, uv);
  const lock = lockOf("uv.lock", install, uv);
  const isSync = uv.operands().includes("sync");
  if (
    lock === undefined ||
    !isSync ||
    uv.has("--no-binary", "--package", "--directory", "--project")
  ) {
    return [];
  }
  const withDevelopment = !uv.has("--no-dev", "--no-default-groups", "--only-group");
  return reachable(readTomlLock(lock), withDevelopment, environment);
}

/** The packages that the project comes to need, those of which a marker cannot be told left out. */
function reachable(
  packages: readonly LockedPackage[],
  withDevelopment: boolean,
  environment: MarkerEnvironment,
): readonly PinnedPackage[] {
  const byName = new Map<string, LockedPackage[]>();
  for (const each of packages) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  const reached = new Set(packages.filter(({ isProject }) => isProject));
  for (const { needs } of reached) {
    for (const { name, marker, isForDevelopment } of needs) {
      if (isForDevelopment && !withDevelopment) continue;
      if (marker !== undefined && markerHolds(marker, environment) !== true) continue;
      const releases = byName.get(name) ?? [];
      // Of several releases a lock chooses one by the machine.
      if (releases.length === 1) reached.add(releases[0]!);
    }
  }
  return [...reached].filter(({ isProject }) => !isProject);
}

/** What `poetry install` installs, by poetry.lock. */
export function pinnedByPoetry(install: Install): readonly PinnedPackage[] {
  const poetry = pythonTool(install.fact.invocation, "poetry")!;
  const lock = lockOf("poetry.lock", install, poetry);
  if (lock === undefined || !/^(install|sync)$/.test(poetry.subcommand() ?? "")) return [];
  const restricted = poetry.has("--only", "--without", "--no-dev");
  return ofGroup("main", readTomlLock(lock), restricted);
}

/** What `pdm install` installs, by pdm.lock. */
export function pinnedByPdm(install: Install): readonly PinnedPackage[] {
  const pdm = pythonTool(install.fact.invocation, "pdm")!;
  const lock = lockOf("pdm.lock", install, pdm);
  if (lock === undefined || !/^(install|sync)$/.test(pdm.subcommand() ?? "")) return [];
  return ofGroup("default", readTomlLock(lock), pdm.has("--prod", "--production", "-G", "--group"));
}

/** What `pipenv sync` installs, by Pipfile.lock. */
export function pinnedByPipenv(install: Install): readonly PinnedPackage[] {
  const pipenv = pythonTool(install.fact.invocation, "pipenv")!;
  const lock = lockOf("Pipfile.lock", install, pipenv);
  if (lock === undefined || !/^(install|sync)$/.test(pipenv.subcommand() ?? "")) return [];
  if (asksElsewhere(pipenv, install.analysis)) return [];
  return ofGroup("main", readPipfileLock(lock), !pipenv.has("--dev", "-d"));
}

/**
 * The packages of a group; with `restricted`, where not all groups are installed, no others. Where
 * the lock does not say who wants a package, it counts only if all are installed.
 */
function ofGroup(
  group: string,
  packages: readonly LockedPackage[],
  restricted: boolean,
): readonly PinnedPackage[] {
  return packages.filter(({ groups }) => {
    if (groups === undefined) return !restricted;
    return groups.includes(group);
  });
}
