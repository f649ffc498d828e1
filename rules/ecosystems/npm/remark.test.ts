import { expect, test } from "vitest";
import { FolderContext } from "../../../src/context/build-context.ts";
import { MemoryFiles } from "../../../src/context/memory.ts";
import { engine } from "../../../src/index.ts";
import { normalizePlatform, parsePlatform } from "../../../src/platform/platform.ts";
import { SourceText } from "../../../src/text/source.ts";

const LOCK = {
  name: "app",
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { fast: "1" }, devDependencies: { bundle: "1" } },
    "node_modules/bundle": {
      version: "1.0.0",
      dev: true,
      hasInstallScript: true,
      optionalDependencies: { "@bundle/linux-x64": "1", "@bundle/darwin-arm64": "1" },
    },
    "node_modules/@bundle/linux-x64": { version: "1.0.0", dev: true, os: ["linux"], cpu: ["x64"] },
    "node_modules/@bundle/darwin-arm64": { version: "1.0.0", os: ["darwin"], cpu: ["arm64"] },
    "node_modules/fast": {
      version: "1.0.0",
      optionalDependencies: { "@fast/x64": "1", "@fast/arm64": "1", watch: "1" },
    },
    "node_modules/@fast/x64": { version: "1.0.0", os: ["linux"], cpu: ["x64"] },
    "node_modules/@fast/arm64": { version: "1.0.0", os: ["linux"], cpu: ["arm64"] },
    "node_modules/watch": { version: "1.0.0", hasInstallScript: true, os: ["darwin"] },
    "node_modules/addon": { version: "2.0.0", hasInstallScript: true },
  },
};

function remark(run: string, lock: string = JSON.stringify(LOCK, undefined, 1)): string {
  const files = { "package.json": "{}", "package-lock.json": lock };
  const context = new FolderContext(new MemoryFiles(Object.entries(files)), "", "Dockerfile");
  const text = `FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN ${run}\nCOPY . .\n`;
  const targets = ["linux/arm64", "linux/s390x"].map((name) =>
    normalizePlatform(parsePlatform(name)!),
  );
  const { diagnostics } = engine.lint(new SourceText("Dockerfile", text), { context, targets });
  const { message } = diagnostics.find(({ rule }) => rule === "emulated-step")!;
  return message.replace(/^.*? natively\. ?/, "");
}

test("a lock file names install scripts, and what has no build for a target, with its lines", () => {
  expect(remark("npm ci")).toBe(
    "It runs the install script of bundle (package-lock.json:16) and addon (package-lock.json:76). " +
      "For linux/arm64 there is no build of bundle (package-lock.json:13). " +
      "For linux/s390x there is no build of bundle (package-lock.json:13) and fast (package-lock.json:41).",
  );
});

test.each(["npm ci --omit=dev", "npm ci --production", "NODE_ENV=production npm ci"])(
  "%s installs nothing that is for development",
  (run) => {
    expect(remark(run)).toBe(
      "It runs the install script of addon (package-lock.json:76). " +
        "For linux/s390x there is no build of fast (package-lock.json:41).",
    );
  },
);

test("without scripts none runs", () => {
  expect(remark("npm ci --ignore-scripts --omit=dev")).toBe(
    "For linux/s390x there is no build of fast (package-lock.json:41).",
  );
});

test.each([
  "",
  "{",
  "[]",
  "null",
  '{"packages": []}',
  '{"packages": {"node_modules/x": null}}',
  '{"lockfileVersion": 1}',
])("of a lock file %j nothing is said", (lock) => {
  expect(remark("npm ci", lock)).toBe("");
});
