import { describe, expect, it } from "vitest";
import { ARCHITECTURES, architectureOf, architecturesNamed } from "./architectures.ts";
import { normalizePlatform, parsePlatform } from "./platform.ts";

function rowOf(platform: string): string | undefined {
  return architectureOf(parsePlatform(platform)!)?.docker;
}

function rowsNamed(name: string): string[] {
  return architecturesNamed(name).map(({ docker }) => docker);
}

describe("ARCHITECTURES", () => {
  it.each(ARCHITECTURES)("$docker is a normalised platform of its own", (row) => {
    const platform = parsePlatform(`linux/${row.docker}`)!;
    expect(normalizePlatform(platform)).toEqual(platform);
    expect(platform.architecture).toBe(row.goarch);
    expect(architectureOf(platform)).toBe(row);
  });

  it("gives GOARM as BuildKit gives TARGETVARIANT", () => {
    for (const { docker, goarm } of ARCHITECTURES) {
      expect(docker.endsWith(`/v${goarm}`)).toBe(goarm !== undefined);
    }
  });
});

describe("architectureOf", () => {
  it.each([
    ["linux/amd64/v3", "amd64"],
    ["linux/arm64/v8", "arm64"],
    ["linux/arm", "arm/v7"],
    ["linux/armel", "arm/v6"],
    ["linux/i386", "386"],
    ["linux/arm/v8", undefined],
    ["linux/toaster", undefined],
    ["windows/amd64", undefined],
  ])("%s is %s", (platform, docker) => {
    expect(rowOf(platform)).toBe(docker);
  });
});

describe("architecturesNamed", () => {
  it.each([
    ["x86_64", ["amd64"]],
    ["x64", ["amd64"]],
    ["AMD64", ["amd64"]],
    ["aarch64", ["arm64"]],
    ["aarch64-unknown-linux-musl", ["arm64"]],
    ["linux-musl-arm64", ["arm64"]],
    ["ia32", ["386"]],
    ["armhf", ["arm/v7", "arm/v6"]],
    ["armel", ["arm/v6", "arm/v5"]],
    ["arm", ["arm/v7", "arm/v6", "arm/v5"]],
    ["arm/v7", ["arm/v7"]],
    ["ppc64", ["ppc64le"]],
    ["7", []],
    ["undefined", []],
    ["constructor", []],
  ])("%s is %j", (name, rows) => {
    expect(rowsNamed(name)).toEqual(rows);
  });
});
