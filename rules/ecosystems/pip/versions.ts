import type { Analysis } from "../../../src/facts/analysis.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import type { RunStep } from "../../../src/graph/steps.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { readImageReference } from "../../../src/syntax/image-reference.ts";
import { pythonTool } from "../../shared/python.ts";

/** A version as numbers, the most significant first. */
type Version = readonly number[];

/** The first releases of a distribution with Python 3.8, and with a pip of its own that is 22.2 or later. */
interface Releases {
  readonly python: Version;
  readonly pip: Version;
}

/** packages.debian.org, packages.ubuntu.com, pkgs.alpinelinux.org: python3 and python3-pip (py3-pip). */
const RELEASES: Readonly<Record<string, Releases>> = {
  alpine: { python: [3, 11], pip: [3, 17] },
  debian: { python: [11], pip: [12] },
  ubuntu: { python: [20, 4], pip: [22, 10] },
};

const CODENAMES: Readonly<Record<string, Version>> = {
  wheezy: [7],
  jessie: [8],
  stretch: [9],
  buster: [10],
  bullseye: [11],
  bookworm: [12],
  trusty: [14, 4],
  xenial: [16, 4],
  bionic: [18, 4],
  focal: [20, 4],
  jammy: [22, 4],
  noble: [24, 4],
};

/**
 * Why pip is known to be too old: what makes it pretend needs Python 3.8, and tells what was a wheel by
 * `--report`, which came with pip 22.2. An older one prepares nothing, so that the stage is in vain.
 */
export function objectionToVersion(
  { main, step, stage }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  if (/^(pip|python)2([.\d]*)$/.test(main.command.name)) return tooOld(main.command.name);
  const image = readImageReference(analysis.stages[stage.index]!.image ?? "");
  if (image === undefined) return undefined;
  const name = image.repository.replace(/^.*\//, "");
  const version = versionOf(image.tag ?? "");
  if (version === undefined) return undefined;
  const isPython = name === "python" && isOlder(version, [3, 8]) && version.length > 1;
  if (isPython || (name === "python" && version[0]! < 3)) return tooOld(image.text);
  const releases = RELEASES[name];
  if (releases === undefined) return undefined;
  if (isOlder(version, releases.python)) return tooOld(image.text);
  if (!isOlder(version, releases.pip) || upgradesPip(stage, step, analysis)) return undefined;
  return (
    `the pip of ${image.text} is older than 22.2 and does not tell what it installed: upgrade it before ` +
    "(pip install --upgrade pip)"
  );
}

function tooOld(what: string): string {
  return `${what} is older than Python 3.8, where pip cannot be made to install for another machine`;
}

/** `3.9-slim-bookworm` is 3.9, `bookworm-slim` is 12. */
function versionOf(tag: string): Version | undefined {
  const numbers = /^\d+(\.\d+)*/.exec(tag)?.[0];
  if (numbers !== undefined) return numbers.split(".").map(Number);
  return CODENAMES[/^[a-z]+/.exec(tag)?.[0] ?? ""];
}

function isOlder(version: Version, than: Version): boolean {
  for (const [index, number] of than.entries()) {
    const own = version[index] ?? number;
    if (own !== number) return own < number;
  }
  return false;
}

/** Whether the stage upgrades its pip before a step ends. */
function upgradesPip({ index }: GraphStage, { line }: RunStep, { stages }: Analysis): boolean {
  const before = stages[index]!.steps.filter(({ step }) => step.line <= line);
  return before.some(({ facts }) =>
    facts.some(({ invocation }) => {
      const pip = pythonTool(invocation, "pip");
      const [action, ...packages] = pip?.operands() ?? [];
      const upgrades = pip?.has("-U", "--upgrade") === true && packages.includes("pip");
      return action === "install" && (upgrades || packages.some((name) => name.startsWith("pip=")));
    }),
  );
}
