import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FolderContext } from "../../src/context/build-context.ts";
import { NodeFiles } from "../../src/context/node/files.ts";
import { folderWith } from "../support/cli.ts";

test("files, folders and what is not there are told apart", () => {
  const files = new NodeFiles(folderWith({ "web/package.json": "{}" }));
  expect(files.kindOf("")).toBe("folder");
  expect(files.kindOf("web")).toBe("folder");
  expect(files.kindOf("web/package.json")).toBe("file");
  expect(files.kindOf("web/go.mod")).toBe("missing");
  expect(files.kindOf("web/package.json/x")).toBe("missing");
  expect(files.entriesIn("")).toEqual([{ name: "web", kind: "folder" }]);
  expect(files.entriesIn("docs")).toBeUndefined();
  expect(files.read("web/package.json", 10)).toEqual({ text: "{}" });
});

test("no path and no link leads out of the root", () => {
  const outside = folderWith({ "secret.txt": "secret" });
  const root = folderWith({ "a.txt": "inside" });
  symlinkSync(outside, join(root, "folder"));
  symlinkSync(join(outside, "secret.txt"), join(root, "file"));
  symlinkSync("a.txt", join(root, "link"));
  const files = new NodeFiles(root);
  for (const path of ["folder", "file", "folder/secret.txt", "../"]) {
    expect(files.kindOf(path)).toBe("unknown");
    expect(files.read(path, 100)).toEqual({ problem: "leads out of the repository" });
  }
  expect(files.entriesIn("folder")).toBeUndefined();
  expect(files.read("link", 100)).toEqual({ text: "inside" });
});

test("what is too large, no text or no file has a reason in the place of its text", () => {
  const root = folderWith({ large: "x".repeat(3_000_000), binary: "a\0b" });
  mkdirSync(join(root, "folder"));
  symlinkSync("loop", join(root, "loop"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  const files = new NodeFiles(root);
  expect(files.read("large", 2_000_000)).toEqual({ problem: "is larger than 2 MB" });
  expect(files.read("binary", 100)).toEqual({ problem: "is binary" });
  expect(files.read("folder", 100)).toEqual({ problem: "is no regular file" });
  expect(files.read("pipe", 100)).toEqual({ problem: "is no regular file" });
  expect(files.read("loop", 100)).toEqual({
    problem: "is a symbolic link that leads back to itself",
  });
  expect(files.read("none", 100)).toEqual({ problem: "does not exist" });
});

test("a build context is without what .dockerignore leaves out", () => {
  const root = folderWith({
    "app/.dockerignore": "*.md\n*.env\n!dev.env\n",
    "app/Dockerfile": "",
    "app/README.md": "",
    "app/dev.env": "",
  });
  const context = new FolderContext(new NodeFiles(root), "app", "app/Dockerfile");
  expect(context.namesIn("")).toEqual([".dockerignore", "Dockerfile", "dev.env"]);
  expect(context.kindOf("README.md")).toBe("missing");
  expect(context.read("README.md")).toEqual({ problem: "is left out by .dockerignore" });
});

test("the ignore file of a Dockerfile goes before that of the folder", () => {
  const root = folderWith({
    ".dockerignore": "*",
    "docker/web.Dockerfile": "",
    "docker/web.Dockerfile.dockerignore": "docs\n",
    "go.mod": "",
  });
  const context = new FolderContext(new NodeFiles(root), "", "docker/web.Dockerfile");
  expect(context.kindOf("go.mod")).toBe("file");
});

test("where the ignore file cannot be read, nothing is known of what is sent", () => {
  const root = folderWith({ "go.mod": "module x" });
  execFileSync("mkfifo", [join(root, ".dockerignore")]);
  const context = new FolderContext(new NodeFiles(root), "", "Dockerfile");
  expect(context.kindOf("go.mod")).toBe("unknown");
  expect(context.namesIn("")).toBeUndefined();
  expect(context.read("go.mod")).toEqual({
    problem: expect.stringContaining(".dockerignore is no regular file"),
  });
});
