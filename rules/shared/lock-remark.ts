import type { Analysis } from "../../src/facts/analysis.ts";
import type { EmulatedStep } from "../../src/rule/emulation.ts";
import { listOf } from "../../src/rule/wording.ts";
import { lockedPackages } from "./node-locks.ts";

/** More names would hide the rest of a message. */
const MAX_NAMES = 3;

/** A sentence on packages of a lock file, each with its place; none where there are no packages. */
export function sentenceOn(
  beginning: string,
  packages: readonly { readonly name: string; readonly place: string }[],
): string[] {
  const all = [...new Map(packages.map((each) => [each.name, each])).values()];
  if (all.length === 0) return [];
  const names = all.slice(0, MAX_NAMES).map(({ name, place }) => `${name} (${place})`);
  const more = all.length - names.length;
  return [`${beginning} ${listOf(more > 0 ? [...names, `${more} more`] : names)}.`];
}

/** What the lock file of pnpm or yarn tells of an emulated install: what it compiles or fetches. */
export function remarkOnLock(
  { stage, step }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  const { facts } = analysis.stages[stage.index]!.steps.find((each) => each.step === step)!;
  const install = facts.find(({ ecosystem, recognition }) => {
    return (ecosystem === "pnpm" || ecosystem === "yarn") && recognition.role === "install";
  });
  if (install === undefined || install.invocation.has("--ignore-scripts")) return undefined;
  const { native } = lockedPackages(install.ecosystem, install.invocation, stage, step, analysis);
  const scripts = native.filter(({ kind }) => kind === "install-script");
  const beginning =
    install.ecosystem === "yarn"
      ? "It compiles or fetches native code of"
      : "It runs the install script of";
  return sentenceOn(beginning, scripts)[0];
}
