import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { folderWith, runCli } from "../../support/cli.ts";
import { VsCode } from "./host.ts";
import {
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type InlayHint,
  Position,
  Range,
  type Task,
  TextEdit,
  Uri,
} from "./values.ts";

/**
 * The extension as it is shipped, with vscode-languageclient in it and the server beside it, in a
 * VS Code without windows.
 */

const DOCKERFILE = `FROM golang:1.24 AS build
WORKDIR /src
ARG TARGETARCH
RUN CGO_ENABLED=0 go build -o /server .

FROM --platform=$TARGETPLATFORM python:3.12
COPY --from=build /server /usr/local/bin/
RUN pip install flask
`;
const TARGETS = { "dockerlint-xarch.targets": ["linux/arm64", "linux/arm/v7"] };
const FIX_ALL = CodeActionKind.Source.append("fixAll").append("dockerlint-xarch");

beforeAll(() => {
  execFileSync(process.execPath, ["editors/vscode/build.mjs"]);
});

/** A VS Code with the extension, and a Dockerfile open in it. */
async function start({
  files = {},
  text = DOCKERFILE,
  settings = TARGETS as Readonly<Record<string, unknown>>,
} = {}) {
  const folder = folderWith({ Dockerfile: text, ...files });
  const editor = new VsCode(folder);
  editor.configure(settings);
  onTestFinished(() => editor.quit());
  // A copy each, as Node keeps what was required from a place.
  const extension = folderWith({});
  for (const part of ["package.json", "dist", "server"]) {
    cpSync(join("editors/vscode", part), join(extension, part), { recursive: true });
  }
  await editor.install(extension);
  const document = editor.open(Uri.file(join(folder, "Dockerfile")), text);
  return { editor, document, folder };
}

/** The document as the command line would leave it. */
function fixedByCommandLine(text: string): string {
  const folder = folderWith({ Dockerfile: text });
  const targets = TARGETS["dockerlint-xarch.targets"].join(",");
  runCli(["--fix", "--exit-zero", "--quiet", "--target-platform", targets, "Dockerfile"], {
    cwd: folder,
  });
  return readFileSync(join(folder, "Dockerfile"), "utf8");
}

const ruleOf = ({ code }: Diagnostic) => (code as { value: string }).value;
const at = (line: number, character: number) => new Position(line, character);
const point = (line: number, character: number) => new Range(line, character, line, character);
const labels = (hints: readonly InlayHint[]) => hints.map(({ label }) => label);

test("findings have a place, a severity, a page and tags, and go with what they are about", async () => {
  const { editor, document } = await start();
  const found = await editor.problems(document);
  const emulated = found.find((each) => ruleOf(each) === "emulated-step");
  expect(emulated).toMatchObject({
    message: expect.stringMatching(/^go build runs under QEMU for linux\/arm64 and linux\/arm\/v7/),
    range: { start: { line: 3, character: 4 } },
    severity: DiagnosticSeverity.Warning,
    source: "dockerlint-xarch",
  });
  const { target } = emulated!.code as { target: Uri };
  expect(readFileSync(target.fsPath, "utf8")).toMatch(/^# emulated-step/m);
  const redundant = found.find((each) => ruleOf(each) === "redundant-target-platform");
  expect(redundant?.tags).toEqual([DiagnosticTag.Unnecessary]);
  editor.edit(document, [new TextEdit(new Range(5, 5, 5, 32), "")]);
  await editor.problems(
    document,
    (left) => !left.map(ruleOf).includes("redundant-target-platform"),
  );
  editor.close(document);
  await editor.problems(document, (left) => left.length === 0);
});

test("related places lead to the document", async () => {
  const text = "FROM golang:1.24 AS a\nFROM --platform=$BUILDPLATFORM a AS b\nRUN echo\n";
  const { editor, document } = await start({ text });
  const found = await editor.problems(document);
  const { relatedInformation } = found.find((each) => ruleOf(each) === "ignored-platform-flag")!;
  const [related] = relatedInformation!;
  expect(related!.message).toBe("stage a begins here");
  expect(String(related!.location.uri)).toBe(String(document.uri));
  expect(related!.location.range.start.line).toBe(0);
});

test("the light bulb has the safe fix first and preferred; chosen, the finding is gone", async () => {
  const { editor, document } = await start();
  const found = await editor.problems(document);
  const [fix] = await editor.codeActions(document, point(3, 6), CodeActionKind.QuickFix);
  expect(fix).toMatchObject({ isPreferred: true, diagnostics: [{ source: "dockerlint-xarch" }] });
  expect(fix!.title).toMatch(/^Cross-compile in stage build/);
  await editor.choose(document, fix!);
  expect(document.getText()).toContain("FROM --platform=$BUILDPLATFORM golang:1.24 AS build\n");
  await editor.problems(
    document,
    (left) =>
      left.length < found.length && !left.some(({ message }) => message.startsWith("go build")),
  );
});

test("an unsafe fix says so and is not preferred, and a refusal has its reason", async () => {
  const text = readFileSync("fixtures/build-arch-leak/pinned-to-a-constant/Dockerfile", "utf8");
  const settings = { "dockerlint-xarch.targets": ["linux/amd64", "linux/arm64"] };
  const { editor, document } = await start({ text, settings });
  await editor.problems(document);
  const actions = await editor.codeActions(document, new Range(0, 0, 99, 0));
  const unsafe = actions.find(({ title }) => title.includes("(unsafe: assumes that "));
  expect(unsafe?.edit).toBeDefined();
  expect(unsafe?.isPreferred).toBeUndefined();
  const refused = "FROM golang:1.24\nRUN CGO_ENABLED=1 go build -o /a .\n";
  const other = editor.open(Uri.parse("untitled:Untitled-1"), refused);
  await editor.problems(other);
  const disabled = (await editor.codeActions(other, point(1, 6))).flatMap(
    (action) => action.disabled ?? [],
  );
  expect(disabled).toEqual([{ reason: expect.stringMatching(/\.$/) as string }]);
});

test("a finding is ignored with a reason", async () => {
  const { editor, document } = await start();
  const found = await editor.problems(document);
  const actions = await editor.codeActions(document, point(7, 6));
  const ignore = actions.find(({ title }) => title === "Ignore emulated-step here, with a reason");
  await editor.choose(document, ignore!);
  expect(document.getText()).toContain(
    "# dockerlint-xarch ignore=emulated-step -- TODO: say why\nRUN pip install flask\n",
  );
  await editor.problems(document, (left) => left.length < found.length);
});

test("fixing all on saving makes the text that the command line makes", async () => {
  const { editor, document } = await start();
  await editor.problems(document);
  // What editor.codeActionsOnSave does.
  const [all] = await editor.codeActions(document, new Range(0, 0, 8, 0), FIX_ALL);
  await editor.choose(document, all!);
  await document.save();
  const saved = readFileSync(document.fileName, "utf8");
  expect(saved).not.toBe(DOCKERFILE);
  expect(saved).toBe(fixedByCommandLine(DOCKERFILE));
});

test("fix all in the light bulb is worked out when it is chosen", async () => {
  const { editor, document } = await start();
  await editor.problems(document);
  const actions = await editor.codeActions(document, point(3, 6));
  const all = actions.find(({ kind }) => kind !== undefined && FIX_ALL.contains(kind));
  expect(all?.edit).toBeUndefined();
  await editor.choose(document, all!);
  expect(document.getText()).toBe(fixedByCommandLine(DOCKERFILE));
});

test("pointing at a stage, an argument and a command explains them", async () => {
  const { editor, document } = await start();
  const stage = await editor.hover(document, at(0, 2));
  expect(stage).toContain("**Stage build** is on the target platform");
  expect(stage).toContain("It runs under QEMU for linux/arm64 and linux/arm/v7.");
  expect(await editor.hover(document, at(2, 6))).toContain("- `linux/arm/v7`: `arm`");
  expect(await editor.hover(document, at(3, 26))).toContain("slower than natively");
  expect(await editor.hover(document, at(1, 2))).toBe("");
});

test("hints stand at the ends of the FROMs, and follow the settings", async () => {
  const { editor, document } = await start();
  const hints = await editor.inlayHints(document);
  expect(hints.map(({ position }) => position)).toEqual([at(0, 25), at(5, 43)]);
  expect(labels(hints)).toEqual(["emulated", "emulated"]);
  editor.configure({
    "dockerlint-xarch.targets": ["linux/amd64"],
    "dockerlint-xarch.buildPlatform": "linux/amd64",
  });
  await editor.problems(document, (left) => !left.map(ruleOf).includes("emulated-step"));
  expect(labels(await editor.inlayHints(document))).toEqual(["native", "native"]);
});

test("lenses open the plan, and the fixes as a comparison", async () => {
  const { editor, document } = await start();
  const lenses = await editor.codeLenses(document);
  expect(lenses.map(({ command }) => command!.title)).toEqual([
    "Show what runs where",
    expect.stringMatching(/^Preview \d safe fixes$/),
  ]);
  await editor.execute(lenses[0]!.command!);
  expect(editor.tabs.at(-1)).toBe("Dockerfile (plan).txt");
  expect(editor.inFront.getText()).toContain("build from golang:1.24, line 1");
  expect(editor.inFront.languageId).toBe("plaintext");
  await editor.execute(lenses[1]!.command!);
  expect(editor.tabs.at(-1)).toBe("Fixes of Dockerfile");
  expect(editor.inFront.getText()).toBe(fixedByCommandLine(DOCKERFILE));
  // In the colours of a Dockerfile, but it is not linted.
  expect(editor.inFront.languageId).toBe("dockerfile");
  expect(await editor.codeLenses(editor.inFront)).toEqual([]);
});

test("the commands of the palette are about the document in front, or what it shows", async () => {
  const { editor, document } = await start();
  await editor.execute({ command: "dockerlint-xarch.previewFixes" });
  expect(editor.inFront.getText()).toBe(fixedByCommandLine(DOCKERFILE));
  await editor.execute({ command: "dockerlint-xarch.fixAll" });
  expect(document.getText()).toBe(fixedByCommandLine(DOCKERFILE));
  await editor.execute({ command: "dockerlint-xarch.showPlan" });
  expect(editor.inFront.getText()).toContain("golang:1.24");
});

test("verify saves the file and runs the command line on it", async () => {
  const { editor, document } = await start();
  editor.edit(document, [new TextEdit(new Range(0, 0, 0, 0), "# New.\n")]);
  await editor.execute({ command: "dockerlint-xarch.verify" });
  expect(readFileSync(document.fileName, "utf8")).toBe(`# New.\n${DOCKERFILE}`);
  const [{ execution }] = editor.started as [Task];
  expect(execution.args.slice(1)).toEqual(["verify", document.fileName]);
  const { stdout } = spawnSync(execution.process, [execution.args[0]!, "--version"]);
  expect(String(stdout)).toMatch(/^\d+\.\d+\.\d+/);
  editor.open(Uri.parse("untitled:Untitled-1"), DOCKERFILE);
  await editor.execute({ command: "dockerlint-xarch.verify" });
  expect(editor.messages.at(-1)).toMatch(/^warning: .* saved on disk/);
  expect(editor.started).toHaveLength(1);
});

test("files that say what is built for are watched", async () => {
  const bake = (platform: string) =>
    `target "default" { platforms = ["linux/amd64", "${platform}"] }\n`;
  const { editor, document, folder } = await start({
    files: { "docker-bake.hcl": bake("linux/arm64") },
    settings: {},
  });
  const about = (platform: string) => (found: readonly Diagnostic[]) =>
    found.some(({ message }) => message.includes(`for ${platform}`));
  await editor.problems(document, about("linux/arm64"));
  expect(await editor.hover(document, at(0, 2))).toContain("targets from docker-bake.hcl:1");
  writeFileSync(join(folder, "docker-bake.hcl"), bake("linux/s390x"));
  expect(editor.touched(Uri.file(join(folder, "docker-bake.hcl")))).toBeGreaterThan(0);
  await editor.problems(document, about("linux/s390x"));
});

test("a setting that cannot be used is said", async () => {
  const settings = { "dockerlint-xarch.targets": ["not a platform"] };
  const { editor, document } = await start({ settings });
  await editor.problems(document);
  expect(editor.messages).toEqual([expect.stringMatching(/^warning: .*"not a platform"/)]);
});
