import { expect, test } from "vitest";
import { platformMistake } from "./misspelling.ts";

test.each([
  ["linux/amd46", '"linux/amd46" is no platform that is known; did you mean linux/amd64?'],
  ["linux/rm64", "did you mean linux/arm64?"],
  ["lnux/arm64", "did you mean linux/arm64?"],
  ["linux/risv64", "did you mean linux/riscv64?"],
  ["linux/arm64/v8/x", '"linux/arm64/v8/x" is no platform; write one like linux/arm64'],
])("%s is a mistake", (text, mistake) => {
  expect(platformMistake(text)).toContain(mistake);
});

test.each(["linux/arm64", "linux/x86_64", "linux/aarch64", "arm64", "linux/arm/v7", "linux/mips"])(
  "%s is none",
  (text) => expect(platformMistake(text)).toBeUndefined(),
);

test.each(["windows/amd64", "linux/ppc64", "linux/sparc64v9", "haiku/amd64"])(
  "%s may exist",
  (text) => expect(platformMistake(text)).toBeUndefined(),
);
