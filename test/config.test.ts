import { cpSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigStore } from "../src/config/node/store.ts";
import { engine } from "../src/index.ts";
import { bundle, folderWith, runCli } from "./support/cli.ts";

const SLOW = "FROM python:3.12\nRUN pip install flask\n";
const PINNED = "FROM --platform=linux/arm64 debian:12\n";
const YAML = ".dockerlint-xarch.yaml";

/** What the configuration says for a file, in its own words. */
function valuesIn(folder: string, path = "Dockerfile") {
  const { stdout, stderr } = runCli(["--print-config", path], { cwd: folder });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as { sources: string[]; excluded: boolean; values: object };
}

/** What is wrong with a configuration. */
function problemsIn(files: Readonly<Record<string, string>>): string[] {
  const { stderr, status, stdout } = runCli([], {
    cwd: folderWith({ Dockerfile: SLOW, ...files }),
  });
  expect(status).toBe(2);
  expect(stdout).toBe("");
  const [title, ...problems] = stderr.trimEnd().split("\n");
  expect(title).toBe("dockerlint-xarch: the configuration cannot be used");
  return problems;
}

describe("which file counts", () => {
  test.each([
    [YAML, "failOn: error\n"],
    [".dockerlint-xarch.yml", "failOn: error\n"],
    [".dockerlint-xarch.json", '{\n\t"failOn": "error"\n}\n'],
    ["package.json", '{"name": "x", "dockerlint-xarch": {"failOn": "error"}}\n'],
  ])("%s", (name, text) => {
    const folder = folderWith({ Dockerfile: SLOW, [name]: text });
    expect(runCli([], { cwd: folder }).status).toBe(0);
    expect(valuesIn(folder).sources).toEqual([name]);
  });

  test("the nearest one alone", () => {
    const folder = folderWith({
      [YAML]: "failOn: error\ntargetPlatform: explicit\n",
      "web/Dockerfile": SLOW,
      "web/.dockerlint-xarch.json": '{"failOn": "info"}',
      "tools/Dockerfile": SLOW,
    });
    expect(valuesIn(folder, "web/Dockerfile").values).toEqual({ failOn: "info" });
    expect(valuesIn(folder, "tools/Dockerfile").values).toMatchObject({ failOn: "error" });
    expect(runCli(["tools"], { cwd: folder }).status).toBe(0);
    expect(runCli(["."], { cwd: folder }).status).toBe(1);
  });

  test("a package.json that only depends on the linter has none", () => {
    const folder = folderWith({
      [YAML]: "failOn: error\n",
      "web/package.json": '{"devDependencies": {"dockerlint-xarch": "1.0.0"}}',
    });
    expect(valuesIn(folder, "web/Dockerfile").values).toEqual({ failOn: "error" });
  });

  test("nothing above the root of the repository", () => {
    const folder = folderWith({ [YAML]: "failOn: error\n", "clone/.git/HEAD": "" });
    expect(valuesIn(folder, "clone/Dockerfile").sources).toEqual([]);
  });

  test("two in one folder are a mistake", () => {
    const [problem] = problemsIn({ [YAML]: "", ".dockerlint-xarch.json": "{}" });
    expect(problem).toMatch(/\.json beside it says the same: keep one of them\.$/);
  });

  test("--config instead of the nearest, its patterns from the current folder", () => {
    const folder = folderWith({
      Dockerfile: SLOW,
      [YAML]: "failOn: info\n",
      "shared/ci.yaml":
        "failOn: error\noverrides: [{files: [Dockerfile], targetPlatform: explicit}]\n",
    });
    const { stdout } = runCli(["--config", "shared/ci.yaml", "--print-config", "Dockerfile"], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      values: { failOn: "error", targetPlatform: "explicit" },
    });
  });

  test("--config of a file that is not there", () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const { stderr, status } = runCli(["--config", "nowhere.yaml"], { cwd });
    expect(stderr).toContain("nowhere.yaml: it cannot be read: it does not exist");
    expect(status).toBe(2);
  });

  test("--no-config reads none, not even a broken one", () => {
    const cwd = folderWith({ Dockerfile: SLOW, [YAML]: "failOn: [" });
    expect(runCli(["--no-config"], { cwd }).status).toBe(1);
  });

  test("without one, neither YAML nor the validator is loaded", () => {
    const folder = folderWith({ "package.json": '{"version": "0.0.0"}', "work/Dockerfile": SLOW });
    const dist = dirname(bundle);
    cpSync(dist, join(folder, "dist"), { recursive: true });
    const libraries = readdirSync(dist).filter((name) => /^(load|valibot|yaml)\b/.test(name));
    expect(libraries).not.toEqual([]);
    for (const name of libraries) rmSync(join(folder, "dist", name));
    const run = (cwd: string) => runCli([], { cwd, bundle: join(folder, "dist", "cli.cjs") });
    expect(run(join(folder, "work")).stderr).toBe("");
    const configured = folderWith({ Dockerfile: SLOW, [YAML]: "failOn: error\n" });
    expect(run(configured).stderr).toContain("Cannot find module './");
  });
});

describe("extends", () => {
  test("what a file says comes on top of what it extends", () => {
    const folder = folderWith({
      "shared/base.yaml":
        "extends: deeper.yml\nfailOn: info\nrules: {emulated-step: error, hardcoded-arch: off}\nignore: [lost-shell-state]\n",
      "shared/deeper.yml": "targets: [linux/arm64]\nfailOn: error\n",
      [YAML]:
        "extends: shared/base.yaml\nrules: {hardcoded-arch: info}\nignore: [shared-cache-mount]\n",
    });
    const { sources, values } = valuesIn(folder);
    expect(sources).toEqual([YAML, "shared/base.yaml", "shared/deeper.yml"]);
    expect(values).toEqual({
      targets: ["linux/arm64"],
      failOn: "info",
      rules: { "emulated-step": "error", "hardcoded-arch": "info" },
      ignore: ["lost-shell-state", "shared-cache-mount"],
    });
  });

  test("of several the later one wins", () => {
    const folder = folderWith({
      "a.yaml": "failOn: info\nstage: a\n",
      "b.yaml": "failOn: error\n",
      [YAML]: "extends: [a.yaml, b.yaml]\n",
    });
    expect(valuesIn(folder).values).toEqual({ failOn: "error", stage: "a" });
  });

  test("a circle is a mistake", () => {
    const problems = problemsIn({
      [YAML]: "failOn: error\nextends: a.yaml\n",
      "a.yaml": `\nextends: ${YAML}\n`,
    });
    expect(problems).toEqual([
      "a.yaml:2:1: it extends itself: .dockerlint-xarch.yaml -> a.yaml -> .dockerlint-xarch.yaml.",
    ]);
  });

  test("a file that is not there is a mistake of the one that names it", () => {
    const [problem] = problemsIn({ [YAML]: "failOn: error\nextends: shared/nowhere.yaml\n" });
    expect(problem).toContain(`${YAML}:2:1: shared/nowhere.yaml cannot be read: it does not exist`);
  });

  test("a mistake in what is extended has its place there", () => {
    expect(problemsIn({ [YAML]: "extends: a.yaml\n", "a.yaml": "failOm: error\n" })).toEqual([
      'a.yaml:1:1: there is no key "failOm"; did you mean failOn?',
    ]);
  });
});

describe("mistakes have a place and a suggestion", () => {
  test.each([
    ["extnds: x.yaml", '1:1: there is no key "extnds"; did you mean extends?'],
    ["target-platform: x", '1:1: there is no key "target-platform"; did you mean targets?'],
    [
      "rules:\n  emulated-setp: off",
      '2:3: there is no rule "emulated-setp"; did you mean emulated-step?',
    ],
    [
      "rules: {emulated-step: warn}",
      '1:9: "warn" is not one of off, info, warning, error; did you mean warning?',
    ],
    ["ecosystems: {pipp: {}}", '1:14: there is no ecosystem "pipp"; did you mean pip?'],
    ["targets: linux/arm64", '1:1: "targets" must be a list, not the text "linux/arm64".'],
    [
      "targets:\n  - linux/arm64\n  - arm64/\n",
      '3:5: "arm64/" is no platform; write one like linux/arm64.',
    ],
    ["buildArgs: {PYTHON: 3.10}", '1:13: "PYTHON" must be text, not 3.1: put it in quotes.'],
    ["select: [emulated-stp]", '1:10: "emulated-stp" is not one of the'],
    ["ecosystems: {go: {enabled: no}}", '"enabled" must be true or false, not the text "no".'],
    ["overrides: [{failOn: error}]", '1:13: "files" is missing.'],
    ["overrides: [{files: [a], extends: b}]", 'there is no key "extends".'],
    ["rules:", '1:1: "rules" must be a set of keys, not empty.'],
    ["rules: [emulated-step]", '"rules" must be a set of keys, not a list.'],
    ["- a", "the configuration must be a set of keys, not a list."],
    ["failOn: error\nfailOn: info", "2:1: Map keys must be unique"],
    ["failOn: [", "1:10: "],
  ])("%s", (text, problem) => {
    expect(problemsIn({ [YAML]: text }).join("\n")).toContain(problem);
  });

  test("all of them are told", () => {
    const problems = problemsIn({ [YAML]: "failOn: bad\nstage: 3\nfoo: 1\n" });
    expect(problems.map((each) => each.split(":")[1])).toEqual(["1", "2", "3"]);
  });

  test("in package.json, too", () => {
    const text = '{\n  "name": "x",\n  "dockerlint-xarch": {\n    "failon": "error"\n  }\n}\n';
    expect(problemsIn({ "package.json": text })).toEqual([
      'package.json:4:5: there is no key "failon"; did you mean failOn?',
    ]);
    expect(problemsIn({ "package.json": '{"dockerlint-xarch": {' })[0]).toContain(
      "package.json:1:",
    );
  });

  test("a file with nothing but comments says nothing", () => {
    expect(valuesIn(folderWith({ [YAML]: "# failOn: error\n" })).values).toEqual({});
  });
});

describe("what it changes", () => {
  const lint = (config: string, text: string, ...args: string[]) =>
    runCli(args, { cwd: folderWith({ Dockerfile: text, [YAML]: config }) });

  test("targets and the build platform", () => {
    expect(lint("targets: [linux/arm64]", SLOW).stdout).toContain("QEMU for linux/arm64");
    const native = "targets: [linux/arm64]\nbuildPlatform: linux/arm64";
    expect(lint(native, SLOW).status).toBe(0);
    // The command line has the last word.
    const args = ["--target-platform", "linux/s390x"];
    expect(lint(native, SLOW, ...args).stdout).toContain("QEMU for linux/s390x");
  });

  test("stage and build arguments", () => {
    const text = `ARG P=$BUILDPLATFORM\n${SLOW.replace("FROM", "FROM --platform=$P")}`;
    const both = "targets: [linux/arm64, linux/amd64]\nbuildPlatform: linux/amd64\n";
    expect(lint(both, text).stdout).not.toContain("[emulated-step]");
    const other = lint(`${both}buildArgs: {P: linux/arm64}`, text);
    expect(other.stdout).toContain("[emulated-step]");
    expect(lint("stage: nowhere", text).stdout).toContain('target stage "nowhere"');
  });

  test("severities", () => {
    expect(lint("rules: {emulated-step: error}", SLOW).stdout).toContain("error: pip install");
    expect(lint("rules: {emulated-step: info}", SLOW).status).toBe(0);
    expect(lint("rules: {emulated-step: off}", SLOW).stdout).toContain("No findings");
    const unavoidable = "FROM debian:12\nRUN apt-get install -y ffmpeg\n";
    const on = lint("rules: {emulated-unavoidable: warning}", unavoidable);
    expect(on.stdout).toContain("warning: ");
    expect(on.status).toBe(1);
  });

  test("select and ignore; those of the command line win", () => {
    const text = `${PINNED}${SLOW}`;
    expect(lint("select: [hardcoded-platform]", text).stdout).not.toContain("[emulated-step]");
    expect(lint("ignore: [emulated-step]", text).stdout).not.toContain("[emulated-step]");
    const selected = lint("rules: {emulated-step: off}", text, "--select", "emulated-step");
    expect(selected.stdout).toContain("[emulated-step]");
    expect(lint("select: [all]", SLOW, "--ignore", "emulated-step").status).toBe(0);
  });

  test("an ecosystem that is switched off is not reported", () => {
    expect(lint("ecosystems: {pip: {enabled: false}}", SLOW).stdout).toContain("No findings");
    expect(lint("ecosystems: {npm: {enabled: false}}", SLOW).status).toBe(1);
  });

  test("targetPlatform", () => {
    const text = "FROM --platform=$TARGETPLATFORM debian:12\n";
    expect(lint("", text).stdout).toContain("[redundant-target-platform]");
    expect(lint("targetPlatform: explicit", text).stdout).toContain("No findings");
  });

  test("plan", () => {
    const cwd = folderWith({ Dockerfile: SLOW, [YAML]: "targets: [linux/s390x]" });
    expect(runCli(["plan", "Dockerfile"], { cwd }).stdout).toContain("built for linux/s390x");
    expect(runCli(["plan", "--no-config", "Dockerfile"], { cwd }).stdout).toContain("any foreign");
  });

  test("standard input has the configuration of its name", () => {
    const cwd = folderWith({ "web/.dockerlint-xarch.yaml": "failOn: error\n" });
    const status = (...args: string[]) => runCli(["-", ...args], { cwd, input: SLOW }).status;
    expect(status()).toBe(1);
    expect(status("--stdin-filename", "web/Dockerfile")).toBe(0);
  });

  test("overrides hold for the files they name, the later ones first of all", () => {
    const folder = folderWith({
      [YAML]: `failOn: warning
overrides:
  - files: [legacy/, "*.dev.Dockerfile"]
    rules: {emulated-step: off}
    failOn: error
  - files: [legacy/new/**]
    failOn: info
`,
    });
    expect(valuesIn(folder, "Dockerfile").values).toEqual({ failOn: "warning" });
    expect(valuesIn(folder, "web/a.dev.Dockerfile").values).toMatchObject({ failOn: "error" });
    expect(valuesIn(folder, "legacy/new/Dockerfile").values).toEqual({
      failOn: "info",
      rules: { "emulated-step": "off" },
    });
  });
});

describe("exclude", () => {
  const files = {
    [YAML]: "exclude: [vendor/, '*.old.Dockerfile']\n",
    "web/Dockerfile": SLOW,
    "web/x.old.Dockerfile": SLOW,
    "vendor/Dockerfile": SLOW,
  };

  test("in folders", () => {
    const { stdout } = runCli(["."], { cwd: folderWith(files) });
    expect(stdout).toContain("in 1 file.");
  });

  test("is relative to the configuration, wherever one starts", () => {
    const folder = folderWith(files);
    expect(runCli(["."], { cwd: join(folder, "web") }).stdout).toContain("in 1 file.");
    expect(runCli(["vendor"], { cwd: folder }).stderr).toContain("no Dockerfile found in vendor");
  });

  test("a file that is named is read, unless --force-exclude is given", () => {
    const folder = folderWith(files);
    const named = ["vendor/Dockerfile", "web/Dockerfile"];
    expect(runCli(named, { cwd: folder }).stdout).toContain("in 2 files.");
    expect(runCli(["--force-exclude", ...named], { cwd: folder }).stdout).toContain("in 1 file.");
    const none = runCli(["--force-exclude", "vendor/Dockerfile"], { cwd: folder });
    expect([none.stderr, none.status]).toEqual(["", 0]);
    const given = ["--no-config", "--force-exclude", "--exclude", "vendor/"];
    expect(runCli([...given, ...named], { cwd: folder }).stdout).toContain("in 1 file.");
  });
});

test("the store answers for files that do not exist, and for any number of configurations", async () => {
  const folder = folderWith({
    [YAML]: "failOn: error\n",
    "web/.dockerlint-xarch.yml": "stage: x\n",
  });
  const store = new ConfigStore(engine);
  const settings = await store.settingsFor(join(folder, "web", "new", "Dockerfile"));
  expect(settings.lint.stage).toBe("x");
  expect((await store.settingsFor(join(folder, "Dockerfile"))).failOn).toBe("error");
});
