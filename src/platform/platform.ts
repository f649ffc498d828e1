/**
 * What an image or a build step runs on, in the words of the OCI image specification. Parsing,
 * normalising, formatting and matching are those of github.com/containerd/platforms
 * v1.0.0-rc.5, which BuildKit v0.34.2 uses.
 */
export interface Platform {
  readonly os: string;
  /** GOARCH: "amd64", "arm". */
  readonly architecture: string;
  /** "v7"; "" where the architecture has none. */
  readonly variant: string;
  /** The version in `windows(10.0.17763)/amd64`. */
  readonly osVersion?: string;
  /** The features in `windows(10.0.17763+win32k)/amd64`. */
  readonly osFeatures?: readonly string[];
}

/** `platforms.go:osRe` and `platforms.go:specifierRe`. */
const OS_COMPONENT = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const COMPONENT = /^[A-Za-z0-9_.-]+$/;

/** `database.go:isKnownOS`. */
const KNOWN_OS: ReadonlySet<string> = new Set(
  (
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 " +
    "solaris windows zos"
  ).split(" "),
);

/** `database.go:isKnownArch`. */
const KNOWN_ARCHITECTURES: ReadonlySet<string> = new Set(
  (
    "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 " +
    "mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);

/**
 * Reads a platform as `platforms.go:Parse` does, without normalising its variant: `linux/arm`
 * has none and `linux/arm64/v8` keeps `v8`. As there, two components are an OS and an architecture
 * whatever they say, so `arm/v7` is the architecture `v7` of the OS `arm`.
 *
 * An architecture alone is one of Linux, which is what BuildKit's workers run. An OS alone means
 * the architecture of the machine that parses it, which the text does not tell: undefined, like
 * everything that containerd rejects.
 */
export function parsePlatform(text: string): Platform | undefined {
  const components = text.split("/");
  if (components.length > 3) return undefined;
  const [first, second, third] = components as [string, string?, string?];
  const parts = OS_COMPONENT.exec(first);
  if (parts === null) return undefined;
  if (second !== undefined && !COMPONENT.test(second)) return undefined;
  if (third !== undefined && !COMPONENT.test(third)) return undefined;

  const osVersion = decodeOption(parts[2] ?? "");
  const osFeatures = decodeFeatures(parts[3] ?? "");
  if (osVersion === undefined || osFeatures === undefined) return undefined;
  const os = normalizeOs(parts[1]!);

  if (second === undefined) {
    const [architecture, variant] = normalizeArchitecture(first, "");
    if (KNOWN_OS.has(os) || !KNOWN_ARCHITECTURES.has(architecture)) return undefined;
    return { os: "linux", architecture, variant: withoutImplicitArmV7(architecture, variant) };
  }
  const platform = {
    os,
    ...(osVersion && { osVersion }),
    ...(osFeatures.length && { osFeatures }),
  };
  if (third === undefined) {
    const [architecture, variant] = normalizeArchitecture(second, "");
    return { ...platform, architecture, variant: withoutImplicitArmV7(architecture, variant) };
  }
  const [architecture, variant] = normalizeArchitecture(second, third);
  const keepsV8 = architecture === "arm64" && variant === "";
  return { ...platform, architecture, variant: keepsV8 ? "v8" : variant };
}

/**
 * `platforms.go:Normalize`: one spelling for each platform. `linux/arm` gets the variant `v7`,
 * `linux/arm64/v8` and `linux/amd64/v1` lose theirs. An empty OS stays empty.
 */
export function normalizePlatform(platform: Platform): Platform {
  const os = normalizeOs(platform.os);
  const [architecture, variant] = normalizeArchitecture(platform.architecture, platform.variant);
  const { osFeatures } = platform;
  if (osFeatures === undefined) return { ...platform, os, architecture, variant };
  return { ...platform, os, architecture, variant, osFeatures: [...new Set(osFeatures)].sort() };
}

/** `platforms.go:FormatAll`: `os/architecture/variant` with what is empty left out. */
export function formatPlatform(platform: Platform): string {
  const { os, osVersion = "", osFeatures = [] } = platform;
  if (os === "") return "unknown";
  const features = [...new Set(osFeatures)].filter((feature) => feature !== "").sort();
  const options = [osVersion, ...features].map(encodeOption).join("+");
  return joinComponents(options === "" ? os : `${os}(${options})`, platform);
}

/** Whether two platforms are one and the same once normalised. */
export function samePlatform(one: Platform, other: Platform): boolean {
  return one === other || normalizedName(one) === normalizedName(other);
}

/** Names are asked for again and again, of few platforms. */
const normalizedNames = new WeakMap<Platform, string>();

function normalizedName(platform: Platform): string {
  let name = normalizedNames.get(platform);
  if (name === undefined) {
    name = formatPlatform(normalizePlatform(platform));
    normalizedNames.set(platform, name);
  }
  return name;
}

/**
 * Whether a step for `platform` runs on the processor of `machine` itself.
 *
 * BuildKit looks for an emulator where no platform of the worker matches the step's
 * (`solver/llbsolver/ops/exec_binfmt.go:getEmulator`). The worker's own platform matches all that
 * its architecture contains (`compare.go:platformVector`): 386 on amd64, arm on arm64, earlier
 * variants. BuildKit also counts what the kernel hands to an emulator that is registered with
 * binfmt_misc (`util/archutil/detect.go:SupportedPlatforms`); that is emulation nonetheless.
 *
 * It measures the level of an amd64 processor instead of reading it off the platform, and never
 * emulates v3 and v4: a machine of amd64 without a variant runs every level. Some arm64 processors
 * cannot run arm; no platform tells them apart. OS versions and features do not matter here.
 */
export function runsNatively(machine: Platform, platform: Platform): boolean {
  const own = normalizePlatform(machine);
  const wanted = normalizePlatform(platform);
  if (own.os !== wanted.os) return false;
  if (own.architecture === "amd64" && wanted.architecture === "amd64" && own.variant === "") {
    return true;
  }
  return processorRuns(own, wanted);
}

/** The arguments that BuildKit defines by itself. */
export const AUTOMATIC_PLATFORM_ARGS: ReadonlySet<string> = new Set([
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDOSVERSION",
  "BUILDARCH",
  "BUILDVARIANT",
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETOSVERSION",
  "TARGETARCH",
  "TARGETVARIANT",
  "TARGETSTAGE",
]);

/**
 * The values of `AUTOMATIC_PLATFORM_ARGS` where no build argument overrides them
 * (`dockerfile2llb/platform.go:defaultArgs`). All are set; what is unknown is set to "". BuildKit
 * hands in normalised platforms, so must the caller. `targetStage` is what `--target` names.
 */
export function automaticPlatformArgs(
  build: Platform,
  target: Platform,
  targetStage = "",
): ReadonlyMap<string, string> {
  return new Map([
    // The version of the build platform's OS is left out here, and only here.
    ["BUILDPLATFORM", build.os === "" ? "unknown" : joinComponents(build.os, build)],
    ["BUILDOS", build.os],
    ["BUILDOSVERSION", build.osVersion ?? ""],
    ["BUILDARCH", build.architecture],
    ["BUILDVARIANT", build.variant],
    ["TARGETPLATFORM", formatPlatform(target)],
    ["TARGETOS", target.os],
    ["TARGETOSVERSION", target.osVersion ?? ""],
    ["TARGETARCH", target.architecture],
    ["TARGETVARIANT", target.variant],
    ["TARGETSTAGE", targetStage === "" ? "default" : targetStage],
  ]);
}

/** `database.go:normalizeOS`. */
function normalizeOs(os: string): string {
  const lower = os.toLowerCase();
  return lower === "macos" ? "darwin" : lower;
}

/** `database.go:normalizeArch`. */
function normalizeArchitecture(architecture: string, variant: string): [string, string] {
  const name = architecture.toLowerCase();
  const level = variant.toLowerCase();
  switch (name) {
    case "i386":
      return ["386", ""];
    case "x86_64":
    case "x86-64":
    case "amd64":
      return ["amd64", level === "v1" ? "" : level];
    case "aarch64":
    case "arm64":
      if (level === "8" || level === "v8" || level === "v8.0") return ["arm64", ""];
      if (level === "9" || level === "9.0" || level === "v9.0") return ["arm64", "v9"];
      return ["arm64", level];
    case "armhf":
      return ["arm", "v7"];
    case "armel":
      return ["arm", "v6"];
    case "arm":
      if (level === "" || level === "7") return ["arm", "v7"];
      if (level === "5" || level === "6" || level === "8") return ["arm", `v${level}`];
      return ["arm", level];
    default:
      return [name, level];
  }
}

/** `Parse` takes back the `v7` that `normalizeArch` gave to an arm without a variant. */
function withoutImplicitArmV7(architecture: string, variant: string): string {
  return architecture === "arm" && variant === "v7" ? "" : variant;
}

/**
 * Whether a processor runs a platform of the same OS, both normalised: whether
 * `compare.go:platformVector` of the one lists the other.
 */
function processorRuns(processor: Platform, platform: Platform): boolean {
  const { architecture, variant } = platform;
  switch (processor.architecture) {
    case "amd64":
      if (architecture === "386") return variant === "";
      if (architecture !== "amd64") return false;
      if (variant === processor.variant) return true;
      // Normalised, v1 is "".
      return isEarlierVersion(variant === "" ? "v1" : variant, processor.variant);
    case "arm":
      if (architecture !== "arm") return false;
      if (variant === processor.variant) return true;
      return isEarlierVersion(variant, processor.variant) && Number(variant.slice(1)) >= 5;
    case "arm64": {
      // A version that containerd does not know runs nothing, not even itself.
      const own = armVersion(processor.variant);
      if (own === undefined) return false;
      if (architecture === "arm") return /^v[5-8]$/.test(variant);
      const other = architecture === "arm64" ? armVersion(variant) : undefined;
      if (other === undefined) return false;
      if (own.major === other.major) return other.minor <= own.minor;
      // Armv9.n contains Armv8.(n+5), as far as there is one.
      return own.major > other.major && other.minor <= own.minor + 5;
    }
    default:
      return architecture === processor.architecture && variant === processor.variant;
  }
}

/** Whether one variant is `v1`, `v2`, ... below another. */
function isEarlierVersion(variant: string, than: string): boolean {
  const one = /^v([1-9]\d*)$/.exec(variant);
  const other = /^v?(\d+)$/.exec(than);
  return one !== null && other !== null && Number(one[1]) < Number(other[1]);
}

/** `compare.go:arm64variantToVersion`. */
function armVersion(variant: string): { major: number; minor: number } | undefined {
  if (variant === "") return { major: 8, minor: 0 };
  const version = /^v(?:(8)\.([1-9])|(9)(?:\.([1-7]))?)$/.exec(variant);
  if (version === null) return undefined;
  return { major: Number(version[1] ?? version[3]), minor: Number(version[2] ?? version[4] ?? 0) };
}

/** `platforms.go:decodeOSOption`; undefined where the percent encoding is broken. */
function decodeOption(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `platforms.go:parseOSFeatures` of "" or `+one+two`. */
function decodeFeatures(text: string): string[] | undefined {
  const features = text.split("+").slice(1).map(decodeOption);
  return features.every((feature) => feature !== undefined) ? features : undefined;
}

/** `platforms.go:encodeOSOption`. */
function encodeOption(text: string): string {
  return text.replace(
    /[%+()/]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function joinComponents(os: string, { architecture, variant }: Platform): string {
  return [os, architecture, variant].filter((component) => component !== "").join("/");
}
