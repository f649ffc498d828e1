import { normalizePackageName } from "../facts/package-index.ts";

/** The files of one release among all those of a package: wheels (PEP 427) and sources (PEP 625). */
export function filesOfRelease(
  files: readonly string[],
  name: string,
  version: string,
): readonly string[] {
  const wanted = normalizeVersion(version);
  return files.filter((file) => {
    return versionsIn(file, name).some((each) => normalizeVersion(each) === wanted);
  });
}

/** The versions that a file's name can mean: older names of sources have dashes of their own. */
function versionsIn(file: string, name: string): string[] {
  if (file.endsWith(".whl")) return file.split("-").slice(1, 2);
  const stem = /^(.{1,300})\.(?:tar\.gz|zip|tar\.bz2|tgz)$/.exec(file)?.[1] ?? "";
  const parts = stem.split("-");
  return parts
    .map((_, at) => [parts.slice(0, at).join("-"), parts.slice(at).join("-")] as const)
    .filter(([prefix]) => normalizePackageName(prefix) === name)
    .map(([, version]) => version);
}

/** `v1.0.0` and `1` are one version, `1.0.post1` and `1.0-post1` as well: PEP 440. */
function normalizeVersion(version: string): string {
  const [, numbers = "", rest = ""] = /^v?([\d.]*\d)?(.*)$/.exec(version.toLowerCase()) ?? [];
  return `${numbers.replace(/(?:\.0+)+$/, "")}${rest.replace(/[-_.]+/g, ".").replace(/^\./, "")}`;
}
