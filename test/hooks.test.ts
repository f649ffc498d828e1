import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isDockerfileName } from "../src/cli/discover.ts";

interface Hook {
  readonly id: string;
  readonly files: string;
  readonly exclude: string;
}

const hooks = parse(readFileSync(".pre-commit-hooks.yaml", "utf8")) as Hook[];

/** pre-commit hands a hook the files whose path its patterns find. */
describe.each(hooks)(
  "pre-commit's $id gets what a run over a folder reads",
  ({ files, exclude }) => {
    test.each([
      "Dockerfile",
      "Dockerfile.dev",
      "Dockerfile-dev",
      "dockerfile",
      "web.Dockerfile",
      "web.dockerfile",
      "Containerfile",
      "Containerfile.fedora",
      "app.containerfile",
      ".Dockerfile",
      "Dockerfile.j2",
      "Dockerfile.dockerignore",
      "Dockerfile.md",
      "Dockerfile~",
      "Dockerfile.",
      "Dockerfiles",
      "MyDockerfile",
      "docker-compose.yml",
      "Dockerfile.ts",
    ])("%s", (name) => {
      for (const path of [name, `a/b.c/${name}`]) {
        const isTaken = new RegExp(files).test(path) && !new RegExp(exclude).test(path);
        expect(isTaken).toBe(isDockerfileName(name));
      }
    });
  },
);
