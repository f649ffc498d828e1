import type { OutputBinding } from "../../src/facts/ecosystem.ts";

/** Words that follow the target platform: `linux-$TARGETARCH`, `$(xx-info triple)`. */
const TARGET = /\$\{?TARGET(PLATFORM|OS|ARCH|VARIANT)\b|\bxx-(info|clang|cc|c\+\+|cargo|go)\b/;

export function namesTarget(word: string): boolean {
  return TARGET.test(word);
}

/**
 * Which machine a compiler's output is for, by the word that says so: the value of `--target`,
 * `--host` or `-r`. Without one compilers work for the machine they run on.
 */
export function compiledFor(target: string | undefined): OutputBinding {
  if (target === undefined) return "build-bound";
  if (target.startsWith("wasm")) return "portable";
  return namesTarget(target) ? "target-bound" : "unknown";
}
