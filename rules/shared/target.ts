import type { OutputBinding } from "../../src/facts/ecosystem.ts";

/** Words that follow the target platform: `linux-$TARGETARCH`, `$(xx-info triple)`. */
const TARGET = /\$\{?TARGET(PLATFORM|OS|ARCH|VARIANT)\b|\bxx-(info|clang|cc|c\+\+|cargo|go)\b/;

export function namesTarget(word: string): boolean {
  return TARGET.test(word);
}

/** Words that follow the machine that builds: `$BUILDARCH`. */
export function namesBuilder(word: string): boolean {
  return /\$\{?BUILD(PLATFORM|ARCH|VARIANT)\b/.test(word);
}

/**
 * Which machine a compiler's output is for, by the word that says so: the value of `--target`,
 * `--host` or `-r`. Without one compilers work for the machine they run on.
 */
export function compiledFor(target: string | undefined): OutputBinding {
  if (target === undefined) return "build-bound";
  if (target.startsWith("wasm")) return "portable";
  if (namesBuilder(target)) return "build-bound";
  return namesTarget(target) ? "target-bound" : "unknown";
}

/** The value of such an option, where it is a constant. */
export function constantTarget(target: string | undefined): string | undefined {
  return target !== undefined && /^[\w.-]+$/.test(target) ? target : undefined;
}
