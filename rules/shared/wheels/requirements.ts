import { lineOf } from "../context-files.ts";
import type { SourceText } from "../../../src/text/source.ts";
import { normalizePackageName } from "../../../src/facts/package-index.ts";
import type { PinnedPackage } from "./pinned.ts";

/** What one file of requirements says. */
export interface Requirements {
  readonly packages: readonly PinnedPackage[];
  /** The files that it includes (`-r`), relative to it. */
  readonly includes: readonly string[];
  /** Whether it names an index or a folder of its own, or what pip may take from it. */
  readonly otherIndex: boolean;
}

/** Lines are no longer than this where a person or a tool wrote them: the hashes make most of it. */
const MAX_LINE = 50_000;
const MAX_REQUIREMENT = 1_000;

/** `name[extra]==1.2.3; marker`: a release, and nothing looser. */
const PINNED =
  /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*===?\s*([A-Za-z0-9][\w.!+-]*)\s*(?:;(.*))?$/;
const INCLUDES = /^(?:-r|--requirement)(?:\s+|=|(?=[^\s=]))(\S+)/;
const ELSEWHERE =
  /^(?:-i|--index-url|--extra-index-url|--no-index|-f|--find-links|--no-binary|--only-binary)\b/;

/** https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
export function readRequirements(source: SourceText): Requirements {
  const packages: PinnedPackage[] = [];
  const includes: string[] = [];
  let otherIndex = false;
  for (const { text, offset } of logicalLines(source.text)) {
    const included = INCLUDES.exec(text)?.[1];
    if (included !== undefined) includes.push(included);
    otherIndex ||= ELSEWHERE.test(text);
    const pinned = pinnedIn(text, lineOf(source, offset));
    if (pinned !== undefined) packages.push(pinned);
  }
  return { packages, includes, otherIndex };
}

/** One requirement, of a file or of the command line. */
export function pinnedIn(text: string, place: string): PinnedPackage | undefined {
  const options = text.search(/\s--/);
  const requirement = (options < 0 ? text : text.slice(0, options)).trim();
  if (requirement.length > MAX_REQUIREMENT) return undefined;
  const [, name, version, marker] = PINNED.exec(requirement) ?? [];
  if (name === undefined || version === undefined) return undefined;
  return { name: normalizePackageName(name), version, files: undefined, marker, place };
}

/** Lines without comments; those that end in `\` with what follows them. */
function* logicalLines(text: string): Generator<{ text: string; offset: number }> {
  let offset = 0;
  let started: { text: string; offset: number } | undefined;
  for (const line of text.split("\n")) {
    const own = line.trimEnd();
    const current = started ?? { text: "", offset };
    offset += line.length + 1;
    const isContinued = own.endsWith("\\");
    const joined = current.text + (isContinued ? `${own.slice(0, -1)} ` : own);
    started = isContinued && joined.length < MAX_LINE ? { ...current, text: joined } : undefined;
    if (started !== undefined || joined.length >= MAX_LINE) continue;
    const plain = withoutComment(joined).trim();
    if (plain !== "") yield { text: plain, offset: current.offset };
  }
}

function withoutComment(line: string): string {
  const at = line.search(/(?:^|\s)#/);
  return at < 0 ? line : line.slice(0, at);
}
