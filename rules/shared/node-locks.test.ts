import { expect, test } from "vitest";
import { FolderContext } from "../../src/context/build-context.ts";
import { MemoryFiles } from "../../src/context/memory.ts";
import { engine } from "../../src/index.ts";
import { SourceText } from "../../src/text/source.ts";

/** What a stage that builds a site is offered: "safe", or the last of the fix's assumptions. */
function offer(run: string, files: Readonly<Record<string, string>>): string {
  const all = Object.entries({ "package.json": "{}", ...files });
  const context = new FolderContext(new MemoryFiles(all), "", "Dockerfile");
  const text = `FROM node:22 AS web\nWORKDIR /app\nCOPY . .\nRUN ${run} && npx vite build\nFROM python:3\nCOPY --from=web /app/dist /srv\n`;
  const { diagnostics } = engine.lint(new SourceText("Dockerfile", text), { context });
  const remedy = diagnostics.find(({ rule }) => rule === "emulated-step")?.remedy?.();
  const fix = remedy !== undefined && "fix" in remedy ? remedy.fix : undefined;
  if (fix?.applicability === "safe") return "safe";
  return /\((.*)\)$/.exec(fix?.assumptions.at(-1) ?? "")?.[1] ?? `${fix?.assumptions.at(-1)}`;
}

const V9 = "lockfileVersion: '9.0'\n\npackages:\n\n  esbuild@0.24.0:\n    hasBin: true\n";
const V9_NATIVE = `${V9}\n  '@img/sharp-linux-x64@0.33.5':\n    cpu: [x64]\n    os: [linux]\n`;
const PNPM_10 = '{"packageManager":"pnpm@10.4.1"}';
const SHARP_MAY = '{"packageManager":"pnpm@10.4.1","pnpm":{"onlyBuiltDependencies":["sharp"]}}';
const UNTOLD = "pnpm-lock.yaml does not tell which packages have install scripts";

test.each<[string, Record<string, string>, string]>([
  ["lockfileVersion: 5.4\npackages:\n\n  /nan/2.0.0:\n    dev: true\n", {}, "safe"],
  [
    "lockfileVersion: 5.4\npackages:\n\n  /canvas/2.0.0_x@1:\n    dev: true\n    requiresBuild: true\n",
    {},
    "canvas has an install script: pnpm-lock.yaml:6",
  ],
  [
    "lockfileVersion: '6.0'\npackages:\n\n  /@scope/bolt@1.0.0(a@1.0.0):\n    requiresBuild: true\n",
    {},
    "@scope/bolt has an install script: pnpm-lock.yaml:5",
  ],
  [
    "lockfileVersion: '6.0'\npackages:\n\n  github.com/some/tool/0abc:\n    name: tool\n",
    {},
    "github.com/some/tool/0abc does not come from a registry: pnpm-lock.yaml:4",
  ],
  [
    "lockfileVersion: '6.0'\npackages:\n\n  /pkg@5.8.1:\n    hasBin: true\n",
    {},
    "pkg makes programs: pnpm-lock.yaml:4",
  ],
  [V9, {}, UNTOLD],
  [V9, { "package.json": '{"packageManager":"pnpm@9.15.0"}' }, UNTOLD],
  [V9, { "package.json": PNPM_10 }, "safe"],
  [V9, { "package.json": PNPM_10, ".npmrc": "dangerously-allow-all-builds=true\n" }, UNTOLD],
  [V9, { "package.json": PNPM_10, "pnpm-workspace.yaml": "allowBuilds:\n  sharp: true\n" }, UNTOLD],
  [V9, { "package.json": PNPM_10, "pnpm-workspace.yaml": "neverBuiltDependencies: []\n" }, UNTOLD],
  [V9, { "package.json": SHARP_MAY }, "safe"],
  [
    `${V9}\n  sharp@0.33.5:\n    hasBin: true\n`,
    { "package.json": SHARP_MAY },
    "sharp may run its install script: pnpm-lock.yaml:8",
  ],
  [
    V9_NATIVE,
    { "package.json": PNPM_10 },
    "@img/sharp-linux-x64 is made for one machine: pnpm-lock.yaml:9",
  ],
  ["lockfileVersion: '12.0'\n", {}, "pnpm-lock.yaml is of no version that tells about native code"],
])("pnpm: %j", (lock, files, expected) => {
  expect(offer("pnpm install --frozen-lockfile", { "pnpm-lock.yaml": lock, ...files })).toBe(
    expected,
  );
});

test("pnpm that runs no scripts", () => {
  const lock = "lockfileVersion: '6.0'\npackages:\n\n  /canvas@2.0.0:\n    requiresBuild: true\n";
  expect(offer("pnpm install --ignore-scripts", { "pnpm-lock.yaml": lock })).toBe("safe");
});

test("what is installed by name need not be in the lock file", () => {
  const files = { "pnpm-lock.yaml": V9, "package.json": PNPM_10 };
  expect(offer("pnpm add sharp", files)).not.toBe("safe");
  expect(offer("pnpm update", files)).not.toBe("safe");
});

test.each<[string, string]>([
  [
    '# yarn lockfile v1\n\nleft-pad@^1.0.0:\n  version "1.3.0"\n',
    "yarn.lock does not tell which packages have install scripts",
  ],
  [
    '# yarn lockfile v1\n\nbcrypt@^5.0.0:\n  version "5.1.1"\n',
    "bcrypt has native code: yarn.lock:3",
  ],
  [
    '# yarn lockfile v1\n\n"@scope/bolt@^1.0.0", "@scope/bolt@^1.1.0":\n  version "1.1.0"\n  dependencies:\n    tar "1"\n    "@mapbox/node-pre-gyp" "^1.0.0"\n',
    "@scope/bolt has native code: it needs @mapbox/node-pre-gyp: yarn.lock:7",
  ],
  [
    '__metadata:\n  version: 8\n\n"@rolldown/thing-linux-x64@npm:1.0.0":\n  version: 1.0.0\n  conditions: os=linux & cpu=x64\n\n"sharp-linux@npm:1.0.0":\n  conditions: os=linux & cpu=arm64\n',
    "sharp-linux is made for one machine: yarn.lock:9",
  ],
  [
    '__metadata:\n  version: 8\n\n"mac@npm:1.0.0":\n  conditions: os=darwin\n\n"leaf@npm:^2":\n  dependencies:\n    node-gyp: "npm:latest"\n',
    "leaf has native code: it needs node-gyp: yarn.lock:9",
  ],
  ["something else\n", "yarn.lock is of no version that tells about native code"],
])("yarn: %j", (lock, expected) => {
  expect(offer("yarn install --frozen-lockfile", { "yarn.lock": lock })).toBe(expected);
});

test("a lock file that is not there", () => {
  expect(offer("pnpm install", {})).toBe("pnpm-lock.yaml is not in the build context");
  expect(offer("yarn", {})).toBe("yarn.lock is not in the build context");
});
