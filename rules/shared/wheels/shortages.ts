import { type Analysis, factsOfStep } from "../../../src/facts/analysis.ts";
import { formatTarget } from "../../../src/graph/execution.ts";
import type { Platform } from "../../../src/platform/platform.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import type { Remark } from "../../../src/rule/recipe.ts";
import { listOf } from "../../../src/rule/wording.ts";
import type { PinnedBy } from "./installs.ts";
import { interpreterOf } from "./interpreter.ts";
import { markerHolds } from "./markers.ts";
import type { PinnedPackage } from "./pinned.ts";
import { isForLinux, isWheelFor, type Interpreter } from "./tags.ts";

/** A release that a step installs, and the targets for which it is no wheel. */
export interface Shortage {
  readonly pinned: PinnedPackage;
  readonly targets: Platform[];
}

/** The releases that a step is known to build from source for some target, where it is emulated. */
export function shortagesOf(
  { stage, step, main, targets }: EmulatedStep,
  analysis: Analysis,
  pinnedBy: PinnedBy,
): readonly Shortage[] {
  const stageFacts = analysis.stages[stage.index]!;
  const interpreter = interpreterOf(stageFacts.image);
  const heavy = factsOfStep(step, stageFacts).facts.filter(
    ({ ecosystem, recognition }) =>
      ecosystem === main.ecosystem && recognition.heavy && recognition.role === "install",
  );
  const shortages = new Map<string, Shortage>();
  for (const target of targets) {
    if (target === "foreign") continue;
    const environment = { target, minor: interpreter.minor };
    for (const fact of heavy) {
      for (const pinned of pinnedBy({ fact, stage, step, analysis }, environment)) {
        const holds = pinned.marker === undefined || markerHolds(pinned.marker, environment);
        if (holds !== true || !isBuilt(pinned, target, interpreter, analysis)) continue;
        const key = `${pinned.name} ${pinned.version}`;
        const known = shortages.get(key);
        if (known === undefined) shortages.set(key, { pinned, targets: [target] });
        else if (!known.targets.includes(target)) known.targets.push(target);
      }
    }
  }
  return [...shortages.values()];
}

/** Whether a release has its source, and nothing that pip would take in its place. */
function isBuilt(
  { name, version, files }: PinnedPackage,
  target: Platform,
  interpreter: Interpreter,
  { packageIndex }: Analysis,
): boolean {
  const all = files ?? packageIndex?.filesOf(name, version) ?? [];
  const wheels = all.filter((file) => file.endsWith(".whl"));
  if (wheels.length === all.length) return false;
  // What has wheels for other systems alone is not meant for Linux.
  const isForOthers =
    wheels.length > 0 && !wheels.some((file) => isForLinux(file) || file.endsWith("-any.whl"));
  return !isForOthers && !wheels.some((file) => isWheelFor(file, target, interpreter));
}

/** What an ecosystem remarks on an installation: the packages that are no wheels for its targets. */
export function wheelRemark(pinnedBy: PinnedBy): Remark {
  return (step, analysis) => remarkOn(shortagesOf(step, analysis, pinnedBy));
}

/** More names would hide the rest of a message. */
const MAX_NAMES = 3;

/** "For linux/arm/v7 it builds cffi 1.14.0 (requirements.txt:7) from source: there is no wheel of it." */
function remarkOn(shortages: readonly Shortage[]): string | undefined {
  if (shortages.length === 0) return undefined;
  const groups = new Map<string, PinnedPackage[]>();
  for (const { pinned, targets } of shortages) {
    const names = listOf(targets.map(formatTarget));
    groups.set(names, [...(groups.get(names) ?? []), pinned]);
  }
  return [...groups]
    .map(([targets, packages]) => {
      const names = packages.slice(0, MAX_NAMES).map(nameOf);
      const more = packages.length - names.length;
      const all = listOf(more > 0 ? [...names, `${more} more`] : names);
      return `For ${targets} it builds ${all} from source, of which there is no wheel.`;
    })
    .join(" ");
}

function nameOf({ name, version, place }: PinnedPackage): string {
  return `${name} ${version} (${place})`;
}
