import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isDockerfileName } from "../src/cli/discover.ts";
import { folderWith, runCli } from "./support/cli.ts";

test.each([
  "Dockerfile",
  "dockerfile",
  "Dockerfile.dev",
  "Dockerfile-alpine",
  "Dockerfile.alpine-3.22",
  "web.Dockerfile",
  "web.dockerfile",
  "Containerfile",
  "Containerfile.build",
])("%s is taken for a Dockerfile", (name) => expect(isDockerfileName(name)).toBe(true));

test.each([
  "Dockerfile.dockerignore",
  "Dockerfile.j2",
  "Dockerfile.tmpl",
  "Dockerfile.md",
  "Dockerfile~",
  "Dockerfile.swp",
  "Dockerfiles",
  "MyDockerfile",
  "docker-compose.yml",
  "dockerfile.go",
])("%s is not", (name) => expect(isDockerfileName(name)).toBe(false));

describe("below a folder", () => {
  const found = (cwd: string, ...args: string[]) => {
    const { stdout } = runCli([...args, "--format", "json", "--exit-zero"], { cwd });
    return (JSON.parse(stdout) as { files: { path: string }[] }).files.map(({ path }) => path);
  };
  const text = "FROM scratch\n";

  test("Dockerfiles are found, hidden folders included, in a fixed order", () => {
    const names = ["b/Dockerfile", ".devcontainer/Dockerfile", "Dockerfile", "a/web.Dockerfile"];
    const cwd = folderWith(Object.fromEntries(names.map((name) => [name, text])));
    expect(found(cwd)).toEqual(names.toSorted().toSorted((a, b) => order(a) - order(b)));
    function order(name: string) {
      return [".devcontainer/Dockerfile", "Dockerfile", "a/web.Dockerfile", "b/Dockerfile"].indexOf(
        name,
      );
    }
  });

  test("node_modules and .git are left out", () => {
    const cwd = folderWith({ "node_modules/x/Dockerfile": text, ".git/Dockerfile": text });
    expect(found(cwd)).toEqual([]);
  });

  test(".gitignore is honoured, from the repository's root down, the nearest first", () => {
    const cwd = folderWith({
      ".gitignore": "out/\nDockerfile.local\n",
      "out/Dockerfile": text,
      "web/Dockerfile": text,
      "web/Dockerfile.local": text,
      "web/kept/.gitignore": "!Dockerfile.local\n",
      "web/kept/Dockerfile.local": text,
    });
    mkdirSync(join(cwd, ".git"));
    expect(found(cwd)).toEqual(["web/Dockerfile", "web/kept/Dockerfile.local"]);
    expect(found(join(cwd, "web"))).toEqual(["Dockerfile", "kept/Dockerfile.local"]);
  });

  test("--exclude leaves out more", () => {
    const cwd = folderWith({ "a/Dockerfile": text, "b/Dockerfile": text, "b/c/Dockerfile": text });
    expect(found(cwd, "--exclude", "b/")).toEqual(["a/Dockerfile"]);
    expect(found(cwd, "--exclude", "/b/c", "--exclude", "a")).toEqual(["b/Dockerfile"]);
  });

  test("a file that is named is read whatever it is called and whatever excludes it", () => {
    const cwd = folderWith({ "image.txt": text, ".gitignore": "*\n" });
    mkdirSync(join(cwd, ".git"));
    expect(found(cwd, "image.txt", "--exclude", "image.txt")).toEqual(["image.txt"]);
  });

  test("patterns are filled in, and a file that is found twice is read once", () => {
    const cwd = folderWith({ "a/Dockerfile": text, "b/Dockerfile": text });
    expect(found(cwd, "*/Dockerfile", "a")).toEqual(["a/Dockerfile", "b/Dockerfile"]);
  });

  test("a pattern that matches nothing is an error", () => {
    const { stderr, status } = runCli(["x/*"], { cwd: folderWith({}) });
    expect(stderr).toContain("x/* matches no file");
    expect(status).toBe(2);
  });
});
