import { normalizePlatform, parsePlatform, type Platform } from "../platform/platform.ts";

/** A list of platforms is longer than this only by mistake. */
const MAX_LENGTH = 1_000;

/**
 * The platforms of a list that is parted by commas or white space.
 * @returns undefined where it is empty, or one of them is none: a variable, `local`
 */
export function parsePlatformList(text: string): Platform[] | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const platforms = text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map((word) => parsePlatform(word));
  if (platforms.length === 0 || platforms.includes(undefined)) return undefined;
  return platforms.map((platform) => normalizePlatform(platform!));
}

export const AMD64: Platform = parsePlatform("linux/amd64")!;
export const ARM64: Platform = normalizePlatform(parsePlatform("linux/arm64")!);

/** The platform of a CI machine by its name or labels: `ubuntu-24.04-arm`, `[self-hosted, ARM64]`. */
export function runnerPlatform(labels: readonly string[]): Platform | undefined {
  const all = labels.join(" ").toLowerCase();
  if (/\b(windows|macos|macos-.*|darwin)\b/.test(all)) return undefined;
  if (/(^|[\s_.-])(arm|arm64|aarch64|graviton|armv8)([\s_.-]|$)|arm64|aarch64/.test(all))
    return ARM64;
  if (/(^|[\s_.-])(amd64|x64|x86|x86_64|intel)([\s_.-]|$)/.test(all)) return AMD64;
  // GitHub's own and most others' machines are amd64 unless they say otherwise.
  return /(^|\s)ubuntu-(latest|slim|\d\d\.\d\d)/.test(all) ? AMD64 : undefined;
}
