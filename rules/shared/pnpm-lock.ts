import type { SourceText } from "../../src/text/source.ts";
import { lineOf } from "./context-files.ts";
import { type NativePackage, PACKERS, TRAITS } from "./native-package.ts";

/** What a `pnpm-lock.yaml` tells. */
export interface PnpmLock {
  readonly packages: readonly NativePackage[];
  /** Whether it tells of install scripts: since version 9 (pnpm 9) it does not. */
  readonly tellsScripts: boolean;
  /** Where a package stands: "pnpm-lock.yaml:812". */
  readonly placeOf: ReadonlyMap<string, string>;
}

/** A name and what follows it: `/sharp@0.33.5:`, `'@img/sharp-linux-x64@0.33.5':`, `/sharp/0.29.3:` */
const KEY = /^\/?((?:@[^/@]+\/)?[^/@:]+)[@/](?=\d)/;

/**
 * The packages of a lock file of pnpm that are made, or chosen, for a machine. pnpm writes one value
 * a line and two blanks a level, so the file is read by its lines.
 * @returns undefined where it is of no version that is known: 5 to 9
 */
export function readPnpmLock(lock: SourceText): PnpmLock | undefined {
  const version = /^lockfileVersion: *['"]?([5-9])(?:\.\d+)?['"]?\s*$/m.exec(lock.text)?.[1];
  if (version === undefined) return undefined;
  const packages: NativePackage[] = [];
  const placeOf = new Map<string, string>();
  for (const entry of entriesOf(lock.text)) {
    const place = lineOf(lock, entry.offset);
    placeOf.set(entry.name, place);
    const trait = traitOf(entry);
    if (trait === undefined) continue;
    const at = lineOf(lock, trait.offset);
    const what = entry.isPublished ? TRAITS[trait.kind] : "does not come from a registry";
    const why = `${entry.name} ${what}: ${at}`;
    const dev = entry.fields.get("dev")?.text.trim() === "true";
    packages.push({ name: entry.name, kind: trait.kind, dev, place: at, why });
  }
  return { packages, tellsScripts: version !== "9", placeOf };
}

interface Field {
  readonly text: string;
  readonly offset: number;
}

interface Entry {
  readonly name: string;
  readonly offset: number;
  /** Whether it comes from a registry, and not from a folder, an archive or git. */
  readonly isPublished: boolean;
  readonly fields: Map<string, Field>;
}

/** The entries below `packages:`. */
function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  let offset = 0;
  let inside = false;
  for (const line of text.split("\n")) {
    const key = /^ {2}(\S.*):\s*$/.exec(line)?.[1]?.replace(/^['"]|['"]$/g, "");
    if (/^\S/.test(line)) inside = /^packages:\s*$/.test(line);
    else if (inside && key !== undefined) {
      const name = KEY.exec(key)?.[1];
      const isPublished = name !== undefined;
      entries.push({ name: name ?? key, offset, isPublished, fields: new Map() });
    } else if (inside) {
      const [, field, value] = /^ {4}(\w+): *(\S.*)?$/.exec(line) ?? [];
      if (field !== undefined) entries.at(-1)?.fields.set(field, { text: value ?? "", offset });
    }
    offset += line.length + 1;
  }
  return entries;
}

function traitOf({ fields, name, offset, isPublished }: Entry) {
  const os = fields.get("os");
  if (os !== undefined && os.text !== "" && !/linux|!/.test(os.text)) return undefined;
  if (PACKERS.test(name)) return { kind: "packer", offset } as const;
  const built = fields.get("requiresBuild");
  if (built !== undefined || !isPublished) {
    return { kind: "install-script", offset: built?.offset ?? offset } as const;
  }
  const chosen = fields.get("cpu") ?? fields.get("libc") ?? os;
  return chosen === undefined ? undefined : ({ kind: "chosen", offset: chosen.offset } as const);
}
