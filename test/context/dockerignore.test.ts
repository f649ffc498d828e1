import { describe, expect, test } from "vitest";
import { DockerIgnore } from "../../src/context/dockerignore.ts";

/** Cases of `moby/patternmatcher`: patterns, a path, and whether it is left out. */
const CASES: readonly (readonly [patterns: string, path: string, ignored: boolean])[] = [
  ["", "go.mod", false],
  ["# node_modules", "# node_modules", false],
  ["node_modules", "node_modules/a/index.js", true],
  ["node_modules", "web/node_modules/a/index.js", false],
  ["**/node_modules", "web/node_modules/a/index.js", true],
  ["**/node_modules", "node_modules", true],
  ["/go.mod", "go.mod", true],
  ["./go.mod/", "go.mod", true],
  ["docs/../go.mod", "go.mod", true],
  ["*.md", "README.md", true],
  ["*.md", "docs/README.md", false],
  ["**/*.md", "docs/a/README.md", true],
  ["docs/**/x", "docs/x", true],
  ["docs/**", "docs/a/b", true],
  ["*\n!README.md", "README.md", false],
  ["*\n!src", "src/main.go", false],
  ["*\n!src/app", "src/lib/main.go", true],
  ["*\n!src/app", "src/app/main.go", false],
  ["!README.md\n*.md", "README.md", true],
  ["  ! README.md  ", "README.md", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a[b-d]c", "acc", true],
  ["a[^b-d]c", "acc", false],
  ["a[^b-d]c", "aec", true],
  ["a\\*c", "abc", false],
  ["a\\*c", "a*c", true],
  ["a[", "a[", true],
  ["\ufeffgo.mod\r\n", "go.mod", true],
];

test.each(CASES)("%j and %j: left out is %j", (patterns, path, ignored) => {
  expect(new DockerIgnore(patterns).ignores(path)).toBe(ignored);
});

describe("what nobody writes", () => {
  test.each([
    [`${"*".repeat(2_000)}x`, "a".repeat(2_000)],
    [`${"**/".repeat(2_000)}x`, `${"a/".repeat(1_000)}b`],
    [`${"a*".repeat(1_000)}x`, "a".repeat(2_000)],
  ])("ends", (patterns, path) => {
    expect(new DockerIgnore(patterns).ignores(path)).toBe(false);
  });
});
