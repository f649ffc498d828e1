import type { Analysis } from "../../src/facts/analysis.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import { formatTarget } from "../../src/graph/execution.ts";
import { architectureOf } from "../../src/platform/architectures.ts";
import type { Platform } from "../../src/platform/platform.ts";
import type { EmulatedStep } from "../../src/rule/emulation.ts";
import { listOf } from "../../src/rule/wording.ts";
import type { SourceText } from "../../src/text/source.ts";
import { pathIn } from "./context-files.ts";

/** `    nokogiri (1.16.5-x86_64-linux)`: what Bundler has chosen, with four blanks in front. */
const SPEC = /^ {4}([\w.-]+) \((\d[\w.]*)(?:-([a-z][\w.-]*))?\)$/;

/** A gem that is released for some machines ready to run. */
interface Gem {
  readonly name: string;
  readonly version: string;
  readonly platforms: string[];
  readonly place: string;
}

const MAX_NAMES = 3;

/** The gems that Gemfile.lock has ready for other machines, and not for a target. */
export function remarkOnGems(
  { stage, step, targets, main }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  const path = pathIn(main.invocation.workdir, "Gemfile.lock", step);
  const lock = contextFile(analysis, stage, step, path);
  if (lock.kind !== "file" || main.recognition.role !== "install") return undefined;
  const gems = gemsIn(lock.source);
  const sentences = targets.flatMap((target) => {
    const missing = target === "foreign" ? [] : gems.filter((gem) => !isReadyFor(gem, target));
    if (missing.length === 0) return [];
    const names = missing.slice(0, MAX_NAMES).map(({ name, version, place }) => {
      return `${name} ${version} (${place})`;
    });
    const more = missing.length - names.length;
    const all = listOf(more > 0 ? [...names, `${more} more`] : names);
    return [
      `For ${formatTarget(target)} the lock has no ready gem of ${all}, as for other machines.`,
    ];
  });
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

/** The gems of which some variant is for Linux. */
function gemsIn({ path, text }: SourceText): Gem[] {
  const gems = new Map<string, Gem>();
  for (const [index, line] of text.split("\n").entries()) {
    const [, name, version, platform] = SPEC.exec(line.trimEnd()) ?? [];
    if (name === undefined || version === undefined) continue;
    const key = `${name} ${version}`;
    const gem = gems.get(key) ?? { name, version, platforms: [], place: `${path}:${index + 1}` };
    if (platform !== undefined) gem.platforms.push(platform);
    gems.set(key, gem);
  }
  return [...gems.values()].filter(({ platforms }) => platforms.some((each) => /linux/.test(each)));
}

/** `aarch64-linux`, `aarch64-linux-gnu`, `arm-linux-musl`, as RubyGems names machines. */
function isReadyFor({ platforms }: Gem, target: Platform): boolean {
  const machine = architectureOf(target)?.uname;
  const name = machine?.startsWith("armv") ? "arm" : machine === "i686" ? "x86" : machine;
  return name === undefined || platforms.some((each) => each.startsWith(`${name}-linux`));
}
