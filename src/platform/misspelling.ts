import { nearest } from "../text/nearest.ts";
import { normalizePlatform, parsePlatform } from "./platform.ts";

/** What `go tool dist list` names: BuildKit takes any word, and builds for these. */
const SYSTEMS =
  "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 wasi windows";
const ARCHITECTURES =
  "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm";

/**
 * What is wrong with a platform that a person wrote down; undefined where nothing is. A word that nobody
 * knows is a mistake only where it is close to a known one.
 */
export function platformMistake(text: string): string | undefined {
  const platform = parsePlatform(text.trim());
  if (platform === undefined) return `"${text}" is no platform; write one like linux/arm64`;
  const { os, architecture } = normalizePlatform(platform);
  const meant = [wordFor(os, SYSTEMS), wordFor(architecture, ARCHITECTURES)];
  if (meant[0] === os && meant[1] === architecture) return undefined;
  return `"${text}" is no platform that is known; did you mean ${meant.join("/")}?`;
}

/** The known word that is meant; the word itself where it is known, or like none. */
function wordFor(word: string, known: string): string {
  const words = known.split(" ");
  return words.includes(word) ? word : (nearest(word, words) ?? word);
}
