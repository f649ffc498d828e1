import { architecturesNamed } from "../../src/platform/architectures.ts";

/** What vendors call an architecture of Linux besides the names in the table of architectures. */
const VENDORS_NAMES: Readonly<Record<string, string>> = {
  "x86-64": "amd64",
  linux64: "amd64",
  arm64v8: "arm64",
  armv8: "arm64",
  armv7: "arm/v7",
  armv7hf: "arm/v7",
  arm32v7: "arm/v7",
  armv6: "arm/v6",
  arm32v6: "arm/v6",
  i586: "386",
};

/** Names that mean something else as often: `386` is a number, `x86` any Intel, `arm` a company. */
const AMBIGUOUS = new Set(["386", "x86", "arm", "mips64"]);

const NAME =
  /(?<![A-Za-z0-9])(x86[_-]64|amd64|x64|linux64|aarch64|arm64v8|arm64|armv8|armv7hf|armv7l|armv7|arm32v7|armhf|armel|armv6l|armv6|arm32v6|i[356]86|ia32|ppc64le|ppc64el|powerpc64le|s390x|riscv64(?:gc)?|loong64|loongarch64)(?![A-Za-z0-9])/gi;

/** A word of a text that names an architecture. */
export interface NamedArchitecture {
  /** As written. */
  readonly name: string;
  /** Where in the text it stands. */
  readonly at: number;
  /** As Docker calls it: `amd64`, `arm/v7`. A name may belong to several. */
  readonly architectures: readonly string[];
}

/** The words of a text that name an architecture, however vendors spell it. */
export function namedArchitectures(text: string): NamedArchitecture[] {
  return [...text.matchAll(NAME)].map((match) => ({
    name: match[1]!,
    at: match.index,
    architectures: architecturesOf(match[1]!),
  }));
}

/** The architectures that go by a name. */
export function architecturesOf(name: string): string[] {
  const key = name.toLowerCase();
  const vendors = VENDORS_NAMES[key];
  if (vendors !== undefined) return [vendors];
  return AMBIGUOUS.has(key) ? [] : architecturesNamed(key).map(({ docker }) => docker);
}

/**
 * The architecture that a compiler's target names: `amd64`, `x86_64-unknown-linux-musl`,
 * `linux-musl-x64`. Empty for what is not for Linux: another system, or bare metal.
 */
export function architecturesOfTarget(target: string): string[] {
  if (/windows|darwin|apple|macos|osx|android|freebsd|wasm|none|elf\b|^win/i.test(target))
    return [];
  const whole = architecturesNamed(target).map(({ docker }) => docker);
  return whole.length > 0 ? whole : [...(namedArchitectures(target)[0]?.architectures ?? [])];
}
