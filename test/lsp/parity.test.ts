import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { CodeAction, Diagnostic, TextDocumentEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { engine } from "../../src/index.ts";
import type { JsonReport } from "../../src/report/json.ts";
import { applyEdits } from "../../src/text/edit.ts";
import { BYTE_ORDER_MARK, SourceText } from "../../src/text/source.ts";
import { runCli } from "../support/cli.ts";
import { fixtures } from "../support/fixtures.ts";
import { TestClient } from "../support/lsp-client.ts";

/**
 * The command line and the editor on the same files: each fixture in a copy, with its options in a
 * configuration file, which both of them read, and with its build context around it.
 */
const all = fixtures();
const folder = realpathSync(mkdtempSync(join(tmpdir(), "dockerlint-xarch-parity-")));
cpSync("fixtures", join(folder, "fixtures"), { recursive: true });
for (const own of new Set(all.map((fixture) => fixture.folder))) {
  const folderOfCopy = join(folder, relative(process.cwd(), own));
  const context = join(own, "context");
  if (existsSync(context)) cpSync(context, folderOfCopy, { recursive: true });
  const path = join(own, "options.json");
  if (!existsSync(path)) continue;
  const options = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const config = {
    targets: options["targetPlatform"],
    buildPlatform: options["buildPlatform"],
    stage: options["target"],
    buildArgs: options["buildArgs"],
    select: options["select"],
    targetPlatform: options["targetPlatformStyle"],
    ecosystems: options["ecosystems"],
  };
  writeFileSync(join(folderOfCopy, ".dockerlint-xarch.json"), JSON.stringify(config));
}

const paths = all.map(({ source }) => source.path);
const report = runCli(["--format", "json", "--exit-zero", ...paths], {
  cwd: folder,
  maxBuffer: 1e9,
  timeout: 120_000,
});
const found = new Map(
  (JSON.parse(report.stdout) as JsonReport).files.map(({ path, diagnostics }) => [
    path,
    diagnostics,
  ]),
);

const client = new TestClient();
afterAll(() => {
  client.kill();
  rmSync(folder, { recursive: true });
}, 60_000);
await client.initialize({ workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "all" }] });
const texts = new Map(
  paths.map((path) => [path, withoutMark(readFileSync(join(folder, path), "utf8"))]),
);
const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
for (const path of paths) client.open(uriOf(path), texts.get(path)!);
const published = new Map<string, Diagnostic[]>();
for (const path of paths) {
  published.set(path, (await client.nextPublished(uriOf(path), 0)).diagnostics);
}
const fixedInEditor = new Map<string, string>();
for (const path of paths) {
  const [action] = await actionsOf(path, ["source.fixAll.dockerlint-xarch"]);
  fixedInEditor.set(path, action === undefined ? texts.get(path)! : applied(path, action));
}
// Last, since it writes the files.
runCli(["--fix", "--exit-zero", "--quiet", ...paths], { cwd: folder, timeout: 120_000 });

test("the same is found", () => {
  const severities = { error: 1, warning: 2, info: 3 };
  const inEditor = paths.map((path) => [
    path,
    ...published.get(path)!.map(({ range, code, severity, message }) => {
      const { start, end } = range;
      const place = [start, end].map(({ line, character }) => [line + 1, character + 1]);
      return [...place, code, severity, message];
    }),
  ]);
  const onCommandLine = paths.map((path) => [
    path,
    ...found.get(path)!.map(({ start, end, rule, severity, message, help }) => {
      const text = help === undefined ? message : `${message}\n${help}.`;
      const lines = texts.get(path)!.split(/\r?\n/);
      // For an editor, there is no place between the two characters of a line end.
      const place = [start, end].map(({ line, column }) => [
        line,
        Math.min(column, lines[line - 1]!.length + 1),
      ]);
      return [...place, rule, severities[severity], text];
    }),
  ]);
  expect(inEditor).toEqual(onCommandLine);
  expect(onCommandLine.filter(({ length }) => length > 1).length).toBeGreaterThan(100);
});

test("all safe fixes make the same text", () => {
  const written = (path: string) => withoutMark(readFileSync(join(folder, path), "utf8"));
  expect(paths.map((path) => [path, fixedInEditor.get(path)])).toEqual(
    paths.map((path) => [path, written(path)]),
  );
  const changed = paths.filter((path) => written(path) !== texts.get(path));
  expect(changed.length).toBeGreaterThan(20);
});

test("each quick fix is exactly the edits of the finding's fix", async () => {
  let compared = 0;
  for (const { source, options } of all) {
    const own = new Set(
      engine.lint(source, options).diagnostics.flatMap(({ remedy }) => {
        const answer = remedy?.();
        return answer !== undefined && "fix" in answer
          ? [withoutMark(applyEdits(source.text, answer.fix.edits))]
          : [];
      }),
    );
    const actions = await actionsOf(source.path, ["quickfix"]);
    for (const action of actions) {
      if (action.edit === undefined || action.title.startsWith("Ignore ")) continue;
      expect(own).toContain(applied(source.path, action));
      expect(action.isPreferred === true).toBe(!action.title.includes("(unsafe: assumes that "));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(50);
});

test("an ignore action silences its finding, and adds none", async () => {
  for (const { source, options } of all) {
    const actions = await actionsOf(source.path, ["quickfix"]);
    for (const action of actions.filter(({ title }) => title.startsWith("Ignore "))) {
      const rule = /^Ignore (\S+)/.exec(action.title)![1];
      const count = (text: string) =>
        engine
          .lint(new SourceText(source.path, text), options)
          .diagnostics.filter((each) => each.rule === rule).length;
      expect(count(applied(source.path, action))).toBeLessThan(count(texts.get(source.path)!));
    }
  }
});

function actionsOf(path: string, only: string[]): Promise<CodeAction[]> {
  return client.request("textDocument/codeAction", {
    textDocument: { uri: uriOf(path) },
    range: { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } },
    context: { diagnostics: [], only },
  });
}

function applied(path: string, { edit }: CodeAction): string {
  const document = TextDocument.create(uriOf(path), "dockerfile", 1, texts.get(path)!);
  const [changes] = edit!.documentChanges as [TextDocumentEdit];
  return TextDocument.applyEdits(document, changes.edits as []);
}

/** An editor keeps a byte order mark to itself. */
function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
