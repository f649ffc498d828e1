import { expect, test } from "vitest";
import { FolderContext } from "../../../src/context/build-context.ts";
import { MemoryFiles } from "../../../src/context/memory.ts";
import { engine } from "../../../src/index.ts";
import { normalizePlatform, parsePlatform } from "../../../src/platform/platform.ts";
import { SourceText } from "../../../src/text/source.ts";

/** An index of three packages: one with wheels for amd64 alone, one for all, one with none. */
const RELEASES: Readonly<Record<string, readonly string[]>> = {
  "quick 1.0": ["quick-1.0.tar.gz", "quick-1.0-cp312-cp312-manylinux2014_x86_64.whl"],
  "wide 2.0": ["wide-2.0.tar.gz", "wide-2.0-py3-none-any.whl"],
  "bare 3.0": ["bare-3.0.tar.gz"],
  "mac 4.0": ["mac-4.0.tar.gz", "mac-4.0-cp312-cp312-macosx_11_0_arm64.whl"],
  "binary 5.0": ["binary-5.0-cp312-cp312-manylinux2014_x86_64.whl"],
};
const packageIndex = {
  filesOf: (name: string, version: string) => RELEASES[`${name} ${version}`],
};

function lint(
  run: string,
  files: Readonly<Record<string, string>>,
  { lines = "", strategy = "prefill" } = {},
) {
  const text = `FROM python:3.12-slim\nWORKDIR /app\n${lines}COPY . .\nRUN ${run}\n`;
  const context = new FolderContext(new MemoryFiles(Object.entries(files)), "", "Dockerfile");
  const targets = ["linux/arm64"].map((name) => normalizePlatform(parsePlatform(name)!));
  const ecosystems = new Map([["pip", { strategy }]]);
  const { diagnostics } = engine.lint(new SourceText("Dockerfile", text), {
    context,
    targets,
    packageIndex,
    ecosystems,
  });
  return diagnostics.find(({ rule }) => rule === "emulated-step")!;
}

/** What the message says besides what it always says. */
function remark(...given: Parameters<typeof lint>): string {
  return lint(...given).message.replace(/^.*?\. ?/, "");
}

const QUICK =
  "For linux/arm64 it builds quick 1.0 (requirements.txt:1) from source, of which there is no wheel.";

test("requirements name what is built from source, and the line", () => {
  const requirements = [
    "# pinned by pip-compile",
    "wide==2.0 \\",
    "    --hash=sha256:00",
    "Quick[fast]==1.0  # via x",
    "bare==3.0 ; python_version >= '3.8'",
    "mac==4.0",
    "binary==5.0",
    "loose>=1",
    "-r more/base.txt",
  ].join("\n");
  const files = {
    "requirements.txt": requirements,
    "more/base.txt": "-r ../requirements.txt\nquick==1.0\n",
  };
  expect(remark("pip install -r requirements.txt", files)).toBe(
    "For linux/arm64 it builds quick 1.0 (requirements.txt:4) and bare 3.0 (requirements.txt:5) " +
      "from source, of which there is no wheel.",
  );
});

test.each([
  ["a marker for another machine", "quick==1.0; platform_machine == 'x86_64'"],
  ["a marker that cannot be told", "quick==1.0; extra == 'x'"],
  ["no version", "quick"],
  ["a range", "quick~=1.0"],
  ["a prefix", "quick==1.*"],
  ["a URL", "quick @ https://example.com/quick-1.0.tar.gz"],
  ["an editable folder", "-e ./quick"],
  ["a repository", "git+https://example.com/quick.git@1.0"],
  ["another index", "quick==1.0\n--extra-index-url https://example.com/simple"],
  ["a folder of wheels", "quick==1.0\n-f wheels"],
  ["a release that no index knows", "quick==9.9"],
])("nothing is said of a requirement with %s", (_, requirements) => {
  expect(remark("pip install -r requirements.txt", { "requirements.txt": requirements })).toBe("");
});

test.each([
  ["pip install --index-url https://example.com/simple -r requirements.txt", ""],
  ["pip install -r requirements.txt", "ENV PIP_EXTRA_INDEX_URL=https://example.com/simple\n"],
  ["pip install -r requirements.txt", "COPY pip.conf /etc/pip.conf\n"],
])("nothing is said where packages come from elsewhere: %s", (run, lines) => {
  expect(remark(run, { "requirements.txt": "quick==1.0" }, { lines })).toBe("");
});

test("what the command line pins counts, and what uv is told", () => {
  expect(remark("pip install quick==1.0 wide==2.0 bare==3.0 numpy", {})).toBe(
    "For linux/arm64 it builds quick 1.0 (line 4) and bare 3.0 (line 4) from source, of which there is no wheel.",
  );
  expect(
    remark("uv pip install --system -r requirements.txt", { "requirements.txt": "quick==1.0" }),
  ).toBe(QUICK);
});

test("Pipfile.lock names releases whose files an index knows", () => {
  const lock = {
    _meta: { hash: { sha256: "00" } },
    default: { quick: { hashes: ["sha256:00"], version: "==1.0" }, wide: { version: "==2.0" } },
    develop: { bare: { version: "==3.0" } },
  };
  const files = { "Pipfile.lock": JSON.stringify(lock, undefined, 4) };
  expect(remark("pipenv sync --system", files)).toBe(
    "For linux/arm64 it builds quick 1.0 (Pipfile.lock:8) from source, of which there is no wheel.",
  );
  expect(remark("pipenv sync --system", { "Pipfile.lock": "{" })).toBe("");
});

test("cross-install is refused where a package is no wheel, prefill is not", () => {
  const files = { "requirements.txt": "quick==1.0\n" };
  const run = "pip install -r requirements.txt";
  expect(lint(run, files, { strategy: "cross-install" }).remedy?.()).toEqual({
    refusal:
      "quick 1.0 has no wheel for linux/arm64 (requirements.txt:1): cross-install needs one of every " +
      "package, prefill does not",
  });
  expect(lint(run, files).remedy?.()).toHaveProperty("fix");
  expect(
    lint(run, { "requirements.txt": "wide==2.0\n" }, { strategy: "cross-install" }).remedy?.(),
  ).toHaveProperty("fix");
});

test("hostile files take no time and say nothing", () => {
  const long = `quick==1.0;${" (".repeat(100_000)}`;
  const chain = Object.fromEntries(
    Array.from({ length: 200 }, (_, at) => [
      `r${at}.txt`,
      `-r r${at + 1}.txt\n-r r${at + 2}.txt\n`,
    ]),
  );
  const files = { ...chain, "requirements.txt": `${long}\n${"\\\n".repeat(50_000)}\n-r r0.txt\n` };
  expect(remark("pip install -r requirements.txt", files)).toBe("");
});
