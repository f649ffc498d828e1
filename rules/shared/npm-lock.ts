import type { SourceText } from "../../src/text/source.ts";
import { lineOf } from "./context-files.ts";
import { type NativePackage, PACKERS, TRAITS } from "./native-package.ts";

interface LockEntry {
  readonly hasInstallScript?: boolean;
  readonly os?: unknown;
  readonly cpu?: unknown;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optionalDependencies?: unknown;
}

/**
 * The packages of a lock file that are made, or chosen, for a machine.
 * @returns undefined where the file is none that npm 7 or later wrote: older ones do not tell
 */
export function nativePackages(lock: SourceText): NativePackage[] | undefined {
  const entries = packagesOf(lock);
  if (entries === undefined) return undefined;
  const found: NativePackage[] = [];
  let from = 0;
  for (const [path, entry] of entries) {
    if (path === "" || typeof entry !== "object" || entry === null) continue;
    const name = nameOf(path);
    const trait = traitOf(name, entry);
    if (trait === undefined) continue;
    // Entries stand in the order of the text: the search goes on where it ended.
    from = Math.max(from, lock.text.indexOf(`${JSON.stringify(path)}:`, from));
    const at = Math.max(from, lock.text.indexOf(trait.field, from));
    const dev = entry.dev === true || entry.devOptional === true;
    const place = lineOf(lock, at);
    found.push({
      name,
      kind: trait.kind,
      dev,
      place,
      why: `${name} ${TRAITS[trait.kind]}: ${place}`,
    });
  }
  return found;
}

/** A package that comes in a variant for each machine, and has none for one of them. */
export interface VariantGap {
  readonly name: string;
  readonly dev: boolean;
  /** "package-lock.json:812" */
  readonly place: string;
}

/**
 * The packages of a lock file whose variants for Linux do not include one for a processor.
 * @param cpu as Node names it
 */
export function variantGaps(lock: SourceText, cpu: string): VariantGap[] {
  const entries = packagesOf(lock) ?? [];
  const named = new Map(entries.map(([path, entry]) => [nameOf(path), entry]));
  return entries.flatMap(([path, entry]) => {
    const wanted = entry?.optionalDependencies;
    if (path === "" || typeof wanted !== "object" || wanted === null) return [];
    const variants = Object.keys(wanted).flatMap((name) => {
      const variant = named.get(name);
      return Array.isArray(variant?.cpu) && isForLinux(variant.os)
        ? [variant.cpu as unknown[]]
        : [];
    });
    if (variants.length === 0 || variants.some((cpus) => isAmong(cpu, cpus))) return [];
    const at = lock.text.indexOf(`${JSON.stringify(path)}:`);
    return [{ name: nameOf(path), dev: entry!.dev === true, place: lineOf(lock, Math.max(at, 0)) }];
  });
}

/** `["x64", "arm64"]` or `["!ia32"]` */
function isAmong(cpu: string, cpus: readonly unknown[]): boolean {
  const excludes = cpus.every((name) => String(name).startsWith("!"));
  return excludes ? !cpus.includes(`!${cpu}`) : cpus.includes(cpu) || cpus.includes("any");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** What makes a package one for a machine, and the field of its entry that says so. */
function traitOf(name: string, { hasInstallScript, os, cpu }: LockEntry) {
  if (!isForLinux(os)) return undefined;
  if (PACKERS.test(name)) return { kind: "packer", field: '"version"' } as const;
  if (hasInstallScript) {
    return { kind: "install-script", field: '"hasInstallScript"' } as const;
  }
  if ((os ?? cpu) === undefined) return undefined;
  return { kind: "chosen", field: cpu === undefined ? '"os"' : '"cpu"' } as const;
}

function packagesOf(lock: SourceText): [string, LockEntry | null][] | undefined {
  try {
    const { packages } = JSON.parse(lock.text) as { packages?: unknown };
    if (typeof packages !== "object" || packages === null) return undefined;
    return Object.entries(packages as Record<string, LockEntry>);
  } catch {
    return undefined;
  }
}

/** Packages for other systems are never installed in an image. */
function isForLinux(os: unknown): boolean {
  if (!Array.isArray(os)) return true;
  return (
    os.includes("linux") || (os.length > 0 && os.every((name) => String(name).startsWith("!")))
  );
}
