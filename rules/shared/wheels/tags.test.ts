import { expect, test } from "vitest";
import { normalizePlatform, parsePlatform } from "../../../src/platform/platform.ts";
import { interpreterOf } from "./interpreter.ts";
import { isWheelFor } from "./tags.ts";

function fits(file: string, platform: string, image: string): boolean {
  return isWheelFor(file, normalizePlatform(parsePlatform(platform)!), interpreterOf(image));
}

test.each([
  ["six-1.16.0-py2.py3-none-any.whl", "linux/arm/v7", "python:3.12-slim"],
  [
    "numpy-2.0.0-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl",
    "linux/arm64",
    "python:3.12-bookworm",
  ],
  [
    "cryptography-42.0.0-cp39-abi3-manylinux_2_28_aarch64.whl",
    "linux/arm64",
    "python:3.12-bookworm",
  ],
  [
    "cryptography-42.0.0-cp39-abi3-musllinux_1_2_aarch64.whl",
    "linux/arm64",
    "python:3.12-alpine3.20",
  ],
  [
    "ruff-0.5.0-py3-none-manylinux_2_17_armv7l.manylinux2014_armv7l.whl",
    "linux/arm/v7",
    "python:3.12",
  ],
  ["x-1-cp312-cp312-linux_armv7l.whl", "linux/arm/v7", "python:3.12"],
  ["lxml-5.0-1-cp311-cp311-manylinux_2_28_x86_64.whl", "linux/amd64", "python:3.11"],
  // What is not known counts as fitting.
  ["numpy-1.0-cp37-cp37m-manylinux2014_aarch64.whl", "linux/arm64", "debian:12"],
  ["numpy-1.0-cp37-cp37m-musllinux_1_1_aarch64.whl", "linux/arm64", "acme/python:3.12"],
  ["x-1-cp312-cp312-manylinux_2_99_s390x.whl", "linux/s390x", "python:3.12"],
])("%s is for %s on %s", (file, platform, image) => {
  expect(fits(file, platform, image)).toBe(true);
});

test.each([
  ["numpy-2.0.0-cp312-cp312-manylinux2014_x86_64.whl", "linux/arm64", "python:3.12"],
  ["numpy-2.0.0-cp312-cp312-manylinux2014_aarch64.whl", "linux/arm64", "python:3.11"],
  ["numpy-2.0.0-cp312-cp312-manylinux2014_aarch64.whl", "linux/arm64", "python:3.12-alpine"],
  ["numpy-2.0.0-cp313-cp313t-manylinux2014_aarch64.whl", "linux/arm64", "python:3.13"],
  ["x-1-cp312-cp312-musllinux_1_2_aarch64.whl", "linux/arm64", "python:3.12-slim"],
  ["x-1-cp312-cp312-musllinux_1_2_aarch64.whl", "linux/arm64", "python:3.12-alpine3.12"],
  ["x-1-cp312-abi3-manylinux_2_17_aarch64.whl", "linux/arm64", "python:3.11"],
  ["x-1-cp312-cp312-manylinux_2_34_aarch64.whl", "linux/arm64", "python:3.12-bullseye"],
  ["x-1-cp312-cp312-macosx_11_0_arm64.whl", "linux/arm64", "python:3.12"],
  ["x-1-pp310-pypy310_pp73-manylinux2014_aarch64.whl", "linux/arm64", "python:3.10"],
  ["x-1-cp312-cp312-manylinux2014_aarch64.whl", "linux/arm/v7", "python:3.12"],
  ["x-1.tar.gz", "linux/arm64", "python:3.12"],
  ["nothing.whl", "linux/arm64", "python:3.12"],
])("%s is not for %s on %s", (file, platform, image) => {
  expect(fits(file, platform, image)).toBe(false);
});
