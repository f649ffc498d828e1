import { expect, test } from "vitest";
import { normalizePlatform, parsePlatform } from "../../../src/platform/platform.ts";
import { markerHolds } from "./markers.ts";

const target = normalizePlatform(parsePlatform("linux/arm64")!);

test.each([
  [`sys_platform == "linux"`, true],
  [`sys_platform == 'win32'`, false],
  [`platform_machine == "aarch64" or platform_machine == "x86_64"`, true],
  [`platform_machine in "x86_64 AMD64"`, false],
  [`platform_machine not in "x86_64 AMD64"`, true],
  [`python_version >= "3.8" and python_version < "3.12"`, true],
  [`python_version < "3.9"`, false],
  [`"3.10" <= python_version`, true],
  [`(sys_platform != "linux" or python_version > "3.12") and os_name == "posix"`, false],
  [`sys_platform == "win32" and extra == "dev"`, false],
  [`sys_platform == "linux" or extra == "dev"`, true],
  [`extra == "dev"`, undefined],
  [`sys_platform == "linux" and extra == "dev"`, undefined],
  [`python_full_version >= "3.11.2"`, undefined],
  [`python_version ~= "3.8"`, undefined],
  [`sys_platform == `, undefined],
  [`sys_platform == "linux" platform_machine`, undefined],
  [`{main = "x"}`, undefined],
  [`${"(".repeat(200)}os_name == "posix"`, undefined],
])("%s: %s", (marker, holds) => {
  expect(markerHolds(marker, { target, minor: 11 })).toBe(holds);
});

test("without a known Python, its version tells nothing", () => {
  const environment = { target, minor: undefined };
  expect(markerHolds(`python_version < "3.9"`, environment)).toBeUndefined();
});
