import { describe, expect, test } from "vitest";
import { formatPath, isChosenByTarget, readPath, relate } from "./paths.ts";

const path = (text: string) => readPath(text, "/src");

test.each([
  ["app", "/src/app"],
  ["./bin/../out/app/", "/src/out/app"],
  ["/out//app/.", "/out/app"],
  ["~/.local", "/root/.local"],
  ["$HOME/go/bin", "/root/go/bin"],
  ["/out/$NAME", "/out/${NAME}"],
  ["target/$(cat /triple)/release", "/src/target/$(cat :triple)/release"],
  ["../../..", "/"],
])("%s is %s", (text, expected) => {
  expect(formatPath(path(text))).toBe(expected);
});

test("a path that Linux would not take leads nowhere", () => {
  expect(formatPath(readPath("a/".repeat(3000), "/"))).toBe("/proc/nowhere");
});

describe("where one path stands to another", () => {
  test.each([
    ["/out/app", "/out/app", "same"],
    ["/out", "/out/app", "above"],
    ["/out/app", "/out", "below"],
    ["/", "/out", "above"],
    ["/out/app", "/out/api", "apart"],
    ["/out/*", "/out/app", "same"],
    ["/out/app", "/out/*", "same"],
    ["/out/lib*.so", "/out/libz.so", "same"],
    ["/out/lib*.so", "/out/libz.a", "apart"],
    ["/usr/local/lib/python*/", "/usr/local/lib/python3.12/site-packages", "above"],
    ["/a*b*c", "/a-b-c", "same"],
    ["/a*a", "/a", "apart"],
  ])("%s and %s", (one, other, expected) => {
    expect(relate(path(one), path(other))).toBe(expected);
  });
});

test.each([
  ["/out/$TARGETARCH/app", true],
  ["/out/linux-${TARGETARCH}${TARGETVARIANT}/app", true],
  ["/out/$BUILDARCH/app", false],
  ["/out/TARGETARCH", false],
])("%s is chosen by the target: %s", (text, expected) => {
  expect(isChosenByTarget(path(text))).toBe(expected);
});
