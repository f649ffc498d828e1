import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AUTOMATIC_PLATFORM_ARGS,
  automaticPlatformArgs,
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  runsNatively,
  samePlatform,
  type Platform,
} from "./platform.ts";

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (parsed === undefined) throw new Error(`no platform: ${text}`);
  return parsed;
}

describe("parsePlatform", () => {
  it.each([
    ["linux/amd64", "linux", "amd64", ""],
    ["Linux/AMD64", "linux", "amd64", ""],
    ["linux/x86_64", "linux", "amd64", ""],
    ["linux/x86-64/v1", "linux", "amd64", ""],
    ["linux/amd64/v2", "linux", "amd64", "v2"],
    ["linux/aarch64", "linux", "arm64", ""],
    ["linux/arm64/8", "linux", "arm64", "v8"],
    ["linux/arm64/v8", "linux", "arm64", "v8"],
    ["linux/arm64/9.0", "linux", "arm64", "v9"],
    ["linux/arm", "linux", "arm", ""],
    ["linux/armhf", "linux", "arm", ""],
    ["linux/armel", "linux", "arm", "v6"],
    ["linux/arm/7", "linux", "arm", "v7"],
    ["linux/arm/v6", "linux", "arm", "v6"],
    ["linux/i386", "linux", "386", ""],
    ["macos/arm64", "darwin", "arm64", ""],
    ["linux/toaster", "linux", "toaster", ""],
    ["arm/v7", "arm", "v7", ""],
    ["amd64", "linux", "amd64", ""],
    ["X86_64", "linux", "amd64", ""],
    ["aarch64", "linux", "arm64", ""],
    ["armhf", "linux", "arm", ""],
    ["armel", "linux", "arm", "v6"],
    ["riscv64", "linux", "riscv64", ""],
  ])("%s", (text, os, architecture, variant) => {
    expect(parsePlatform(text)).toEqual({ os, architecture, variant });
  });

  it("reads the version and the features of the OS", () => {
    expect(parsePlatform("windows(10.0.17763+win32k)/amd64")).toEqual({
      os: "windows",
      osVersion: "10.0.17763",
      osFeatures: ["win32k"],
      architecture: "amd64",
      variant: "",
    });
    expect(parsePlatform("windows(a%2Fb)/amd64")?.osVersion).toBe("a/b");
    expect(parsePlatform("windows()/amd64")).toEqual(parsePlatform("windows/amd64"));
  });

  it.each([
    "",
    "linux",
    "windows",
    "toaster",
    "linux/",
    "/amd64",
    "linux/amd64/",
    "linux/amd64/v2/x",
    "linux/*",
    "linux/amd 64",
    "lin.ux/amd64",
    "windows(%zz)/amd64",
    "windows(1/amd64",
    "$TARGETPLATFORM",
  ])("rejects %j", (text) => {
    expect(parsePlatform(text)).toBeUndefined();
  });
});

describe("normalizePlatform", () => {
  it.each([
    ["linux/arm", "linux/arm/v7"],
    ["linux/arm64/v8", "linux/arm64"],
    ["linux/arm64/v8.1", "linux/arm64/v8.1"],
    ["linux/amd64/v1", "linux/amd64"],
    ["linux/amd64/v3", "linux/amd64/v3"],
    ["windows(10.0+b+a+b)/amd64", "windows(10.0+a+b)/amd64"],
  ])("%s is %s", (text, normalized) => {
    expect(formatPlatform(normalizePlatform(platform(text)))).toBe(normalized);
  });

  it("does nothing the second time", () => {
    const component = fc.constantFrom("arm", "arm64", "amd64", "i386", "v1", "v7", "7", "8", "x");
    fc.assert(
      fc.property(component, component, (architecture, variant) => {
        const once = normalizePlatform({ os: "Linux", architecture, variant });
        expect(normalizePlatform(once)).toEqual(once);
      }),
    );
  });
});

describe("formatPlatform", () => {
  it("leaves out what is empty", () => {
    expect(formatPlatform({ os: "linux", architecture: "", variant: "" })).toBe("linux");
    expect(formatPlatform({ os: "", architecture: "arm", variant: "v7" })).toBe("unknown");
  });

  it("encodes the options of the OS", () => {
    const windows = { os: "windows", architecture: "amd64", variant: "" };
    expect(formatPlatform({ ...windows, osVersion: "1/(2)" })).toBe("windows(1%2F%282%29)/amd64");
    expect(formatPlatform({ ...windows, osFeatures: ["b", "a"] })).toBe("windows(+a+b)/amd64");
  });
});

describe("samePlatform", () => {
  it("compares what the spellings mean", () => {
    expect(samePlatform(platform("linux/arm"), platform("linux/arm/7"))).toBe(true);
    expect(samePlatform(platform("linux/arm64/v8"), platform("aarch64"))).toBe(true);
    expect(samePlatform(platform("linux/arm/v6"), platform("linux/arm"))).toBe(false);
    expect(samePlatform(platform("linux/amd64"), platform("windows/amd64"))).toBe(false);
  });
});

describe("runsNatively", () => {
  it.each([
    ["linux/amd64", "linux/amd64", true],
    ["linux/amd64", "linux/amd64/v2", true],
    ["linux/amd64", "linux/amd64/v4", true],
    ["linux/amd64/v2", "linux/amd64", true],
    ["linux/amd64/v2", "linux/amd64/v3", false],
    ["linux/amd64", "linux/386", true],
    ["linux/386", "linux/amd64", false],
    ["linux/amd64", "linux/arm64", false],
    ["linux/amd64", "linux/arm/v7", false],
    ["linux/amd64", "windows/amd64", false],
    ["linux/arm64", "linux/arm64/v8", true],
    ["linux/arm64", "linux/arm64/v9", false],
    ["linux/arm64/v9", "linux/arm64", true],
    ["linux/arm64/v9", "linux/arm64/v8.5", true],
    ["linux/arm64/v9", "linux/arm64/v8.6", false],
    ["linux/arm64", "linux/arm", true],
    ["linux/arm64", "linux/arm/v5", true],
    ["linux/arm/v7", "linux/arm/v6", true],
    ["linux/arm/v6", "linux/arm/v7", false],
    ["linux/arm/v7", "linux/arm64", false],
    ["linux/riscv64", "linux/riscv64", true],
    ["linux/ppc64le", "linux/ppc64", false],
  ])("on %s: %s is %s", (machine, step, native) => {
    expect(runsNatively(platform(machine), platform(step))).toBe(native);
  });
});

describe("automaticPlatformArgs", () => {
  it("has BuildKit's names and values", () => {
    const build = normalizePlatform(platform("linux/amd64"));
    const target = normalizePlatform(platform("linux/arm"));
    const args = automaticPlatformArgs(build, target);
    expect(new Set(args.keys())).toEqual(AUTOMATIC_PLATFORM_ARGS);
    expect(Object.fromEntries(args)).toEqual({
      BUILDPLATFORM: "linux/amd64",
      BUILDOS: "linux",
      BUILDOSVERSION: "",
      BUILDARCH: "amd64",
      BUILDVARIANT: "",
      TARGETPLATFORM: "linux/arm/v7",
      TARGETOS: "linux",
      TARGETOSVERSION: "",
      TARGETARCH: "arm",
      TARGETVARIANT: "v7",
      TARGETSTAGE: "default",
    });
    expect(automaticPlatformArgs(build, target, "release").get("TARGETSTAGE")).toBe("release");
  });

  it("tells the OS version of the target platform only", () => {
    const windows = platform("windows(10.0.17763)/amd64");
    const args = automaticPlatformArgs(windows, windows);
    expect(args.get("BUILDPLATFORM")).toBe("windows/amd64");
    expect(args.get("TARGETPLATFORM")).toBe("windows(10.0.17763)/amd64");
    expect(args.get("BUILDOSVERSION")).toBe("10.0.17763");
  });
});
