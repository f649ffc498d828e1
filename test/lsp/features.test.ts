import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type {
  CodeAction,
  CodeLens,
  Hover,
  InlayHint,
  TextDocumentEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { SLOW, startClient, type TestClient, URI } from "../support/lsp-client.ts";

const GO = `FROM golang:1.24 AS build
ARG TARGETARCH
RUN CGO_ENABLED=0 go build -o /server .

FROM --platform=$BUILDPLATFORM debian:12 AS tools
RUN echo $TARGETARCH

FROM --platform=$TARGETPLATFORM debian:12
COPY --from=build /server /server
`;
const textDocument = { uri: URI };
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const TARGETS = {
  initializationOptions: { settings: { targets: ["linux/arm64", "linux/arm/v7"] } },
};

describe("diagnostics", () => {
  test("have a place, a severity, a rule with its page, and say what to do", async () => {
    const client = await startClient();
    const [diagnostic] = await client.diagnose(URI, SLOW);
    expect(diagnostic).toMatchObject({
      range: { start: { line: 1, character: 4 }, end: { line: 1, character: 21 } },
      severity: 2,
      code: "emulated-step",
      source: "dockerlint-xarch",
      codeDescription: { href: expect.stringContaining("emulated-step") as string },
    });
    expect(diagnostic!.message).toMatch(
      /^pip install runs under QEMU .*\.\nLet pip install the target's/,
    );
  });

  test("what has no effect is tagged as unnecessary", async () => {
    const client = await startClient();
    const diagnostics = await client.diagnose(URI, "FROM --platform=$TARGETPLATFORM debian:12\n");
    expect(diagnostics).toMatchObject([{ code: "redundant-target-platform", tags: [1] }]);
  });

  test("related places lead to the same document", async () => {
    const client = await startClient();
    const text = "FROM golang:1.24 AS a\nFROM --platform=$BUILDPLATFORM a AS b\nRUN echo\n";
    const diagnostics = await client.diagnose(URI, text);
    const related = diagnostics.find(({ code }) => code === "ignored-platform-flag");
    expect(related?.relatedInformation).toEqual([
      {
        message: "stage a begins here",
        location: {
          uri: URI,
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 21 } },
        },
      },
    ]);
  });

  test("follow the edits, with the version that they are about", async () => {
    const client = await startClient();
    await client.diagnose(URI, SLOW);
    const before = client.published.length;
    const version = client.change(URI, {
      range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } },
      text: "",
    });
    const { diagnostics } = await client.nextPublished(URI, before, (p) => p.version === version);
    expect(diagnostics).toEqual([]);
  });

  test("go when the document is closed", async () => {
    const client = await startClient();
    await client.diagnose(URI, SLOW);
    const before = client.published.length;
    client.close(URI);
    expect(await client.nextPublished(URI, before)).toEqual({ uri: URI, diagnostics: [] });
  });

  test("are pulled by clients that can, and not pushed to them", async () => {
    const client = await startClient({ capabilities: { textDocument: { diagnostic: {} } } });
    client.open(URI, SLOW);
    const pull = (previousResultId?: string) =>
      client.request<{ kind: string; resultId: string; items: unknown[] }>(
        "textDocument/diagnostic",
        { textDocument, previousResultId },
      );
    const first = await pull();
    expect(first).toMatchObject({ kind: "full", items: [{ code: "emulated-step" }] });
    expect(await pull(first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    client.change(URI, { text: "FROM debian:12\n" });
    expect(await pull(first.resultId)).toMatchObject({ kind: "full", items: [] });
    expect(client.published).toEqual([]);
  });

  test("a file that is none is left alone", async () => {
    const client = await startClient();
    client.open("file:///work/docker-bake.hcl", SLOW, "hcl");
    const { diagnostics } = await client.nextPublished("file:///work/docker-bake.hcl", 0);
    expect(diagnostics).toEqual([]);
  });
});

describe("code actions", () => {
  test("a safe fix is preferred and makes the edits of the finding", async () => {
    const client = await startClient();
    await client.diagnose(URI, GO);
    const [fix] = await actionsAt(client, 2);
    expect(fix).toMatchObject({
      title: "Cross-compile in stage build on the build platform",
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "emulated-step" }],
    });
    expect(applied(GO, fix!)).toContain("FROM --platform=$BUILDPLATFORM golang:1.24 AS build\n");
  });

  test("an unsafe fix says what it takes for granted, and is not preferred", async () => {
    const settings = { targets: ["linux/amd64", "linux/arm64"] };
    const client = await startClient({ initializationOptions: { settings } });
    const text = readFileSync("fixtures/build-arch-leak/pinned-to-a-constant/Dockerfile", "utf8");
    await client.diagnose(URI, text);
    const actions = await actionsIn(client);
    const unsafe = actions.find(({ title }) => title.includes("(unsafe: assumes that "));
    expect(unsafe?.edit).toBeDefined();
    expect(unsafe?.isPreferred).toBeUndefined();
  });

  test("a refusal is a disabled action with its reason", async () => {
    const client = await startClient();
    const text = "FROM golang:1.24\nRUN CGO_ENABLED=1 go build -o /a .\n";
    await client.diagnose(URI, text);
    const actions = await actionsIn(client);
    const disabled = actions.filter((action) => action.disabled);
    expect(disabled).not.toEqual([]);
    for (const { edit, disabled: { reason } = { reason: "" } } of disabled) {
      expect(edit).toBeUndefined();
      expect(reason).toMatch(/\.$/);
    }
  });

  test("a finding is ignored above its instruction, or in the whole file", async () => {
    const client = await startClient();
    const text = "FROM python:3.12\r\n  RUN pip install flask\r\n";
    await client.diagnose(URI, text);
    const ignores = (await actionsIn(client)).filter(({ title }) => title.startsWith("Ignore"));
    expect(ignores.map(({ title }) => title)).toEqual([
      "Ignore emulated-step here, with a reason",
      "Ignore emulated-step in the whole file, with a reason",
    ]);
    expect(ignores.map((action) => applied(text, action))).toEqual([
      "FROM python:3.12\r\n  # dockerlint-xarch ignore=emulated-step -- TODO: say why\r\n  RUN pip install flask\r\n",
      "# dockerlint-xarch ignore-file=emulated-step -- TODO: say why\r\nFROM python:3.12\r\n  RUN pip install flask\r\n",
    ]);
  });

  test("only the kinds that are asked for are offered", async () => {
    const client = await startClient();
    await client.diagnose(URI, GO);
    const kinds = async (...only: string[]) =>
      new Set((await actionsIn(client, only)).map(({ kind }) => kind));
    expect(await kinds("source")).toEqual(new Set(["source.fixAll.dockerlint-xarch"]));
    expect(await kinds("source.fixAll")).toEqual(new Set(["source.fixAll.dockerlint-xarch"]));
    expect(await kinds("quickfix")).toEqual(new Set(["quickfix"]));
    expect(await kinds("refactor")).toEqual(new Set());
    expect(await kinds("source.fixAll.eslint")).toEqual(new Set());
  });

  test("fix all is worked out when it is chosen, by clients that can resolve", async () => {
    const resolveSupport = { properties: ["edit"] };
    const client = await startClient({
      capabilities: { textDocument: { codeAction: { resolveSupport } } },
    });
    await client.diagnose(URI, GO);
    const all = (await actionsIn(client)).find(({ kind }) => kind?.startsWith("source"));
    expect(all).not.toHaveProperty("edit");
    const resolved = await client.request<CodeAction>("codeAction/resolve", all);
    expect(applied(GO, resolved)).not.toContain("$TARGETPLATFORM");
  });

  test("there is nothing to fix in a clean file", async () => {
    const client = await startClient();
    await client.diagnose(URI, "FROM debian:12\n");
    expect(await actionsIn(client)).toEqual([]);
  });
});

describe("hover", () => {
  test("tells a stage's platform, why, and what is emulated for which target", async () => {
    const client = await startClient(TARGETS);
    await client.diagnose(URI, GO);
    const text = await hoverAt(client, 0, 2);
    expect(text).toContain("**Stage build** is on the target platform: without `--platform`");
    expect(text).toContain("It runs under QEMU for linux/arm64 and linux/arm/v7.");
    expect(text).toContain("- line 3: `go build`, about 25 times slower than natively");
    expect(text).toContain("Built for `linux/arm64` and `linux/arm/v7`");
    expect(await hoverAt(client, 4, 2)).toContain(
      "**Stage tools** is on the build platform: `--platform=$BUILDPLATFORM`",
    );
  });

  test("tells what a command costs, with the source of the figure", async () => {
    const client = await startClient(TARGETS);
    await client.diagnose(URI, GO);
    const text = await hoverAt(client, 2, 20);
    expect(text).toContain("**go build** (go: compile)");
    expect(text).toMatch(/Runs under QEMU for .*, about 25 times slower than natively \(.+\)\./);
  });

  test("tells the values of automatic arguments by target", async () => {
    const client = await startClient(TARGETS);
    await client.diagnose(URI, GO);
    const declared = await hoverAt(client, 1, 6);
    expect(declared).toContain("**TARGETARCH** is set by BuildKit.");
    expect(declared).toContain("- `linux/arm64`: `arm64`\n- `linux/arm/v7`: `arm`");
    expect(await hoverAt(client, 5, 12)).toContain("**TARGETARCH**: empty here");
    expect(await hoverAt(client, 4, 20)).toContain("**BUILDPLATFORM** is set by BuildKit.");
  });

  test("tells where a value of its own hides the automatic one", async () => {
    const client = await startClient();
    const text = "FROM debian:12\nARG TARGETARCH=amd64\nRUN echo $TARGETARCH\n";
    await client.diagnose(URI, text);
    expect(await hoverAt(client, 2, 12)).toContain(
      "here `amd64`, which the ARG in line 2 gives it",
    );
  });

  test("tells why there is no fix", async () => {
    const client = await startClient();
    await client.diagnose(URI, "FROM golang:1.24\nRUN CGO_ENABLED=1 go build -o /a .\n");
    expect(await hoverAt(client, 1, 24)).toMatch(/No fix for `emulated-step`: .+\./);
  });

  test("is silent where there is nothing to tell", async () => {
    const client = await startClient();
    await client.diagnose(URI, "FROM debian:12\nLABEL a=b\n");
    const position = { line: 1, character: 3 };
    expect(await client.request("textDocument/hover", { textDocument, position })).toBeNull();
  });
});

test("inlay hints tell how each stage runs", async () => {
  const settings = { targets: ["linux/amd64", "linux/arm64"], buildPlatform: "linux/amd64" };
  const client = await startClient({ initializationOptions: { settings } });
  const text = GO.replace(
    "COPY --from=build",
    "RUN true\nCOPY --from=tools /a /b\nCOPY --from=build",
  );
  await client.diagnose(URI, `${text}\nFROM debian:12 AS other\n`);
  const hints = await client.request<InlayHint[]>("textDocument/inlayHint", {
    textDocument,
    range: WHOLE,
  });
  expect(hints.map(({ position, label }) => [position.line, label])).toEqual([
    [0, "not built"],
    [4, "not built"],
    [7, "not built"],
    [12, "target platform"],
  ]);
  client.change(URI, { text });
  const built = await client.request<InlayHint[]>("textDocument/inlayHint", {
    textDocument,
    range: WHOLE,
  });
  expect(built.map(({ label, tooltip }) => [label, tooltip])).toEqual([
    ["mixed: emulated for linux/arm64", "native for linux/amd64 and under QEMU for linux/arm64"],
    ["native", "native for linux/amd64 and linux/arm64"],
    ["mixed: emulated for linux/arm64", "native for linux/amd64 and under QEMU for linux/arm64"],
  ]);
});

describe("code lenses and commands", () => {
  test("a file has a lens for its plan, and one for its fixes where there are some", async () => {
    const client = await startClient();
    await client.diagnose(URI, GO);
    const lenses = () => client.request<CodeLens[]>("textDocument/codeLens", { textDocument });
    expect((await lenses()).map(({ command }) => command!.title)).toEqual([
      "Show what runs where",
      "Preview 3 safe fixes",
    ]);
    client.change(URI, { text: "FROM debian:12\n" });
    expect(await lenses()).toHaveLength(1);
  });

  test("the plan and the diff are returned, and shown by clients that open files", async () => {
    const client = await startClient({
      capabilities: { window: { showDocument: { support: true } } },
    });
    client.answers.set("window/showDocument", () => ({ success: true }));
    await client.diagnose(URI, GO);
    const plan = await execute(client, "dockerlint-xarch.showPlan");
    expect(plan).toMatchObject({ language: "plaintext" });
    expect(plan?.text).toContain("build from golang:1.24, line 1");
    const diff = await execute(client, "dockerlint-xarch.previewFixes");
    expect(diff?.text).toContain("+FROM --platform=$BUILDPLATFORM golang:1.24 AS build");
    const shown = client.asked.filter(({ method }) => method === "window/showDocument");
    const texts = shown.map(({ params }) =>
      readFileSync(fileURLToPath((params as { uri: string }).uri), "utf8"),
    );
    expect(texts).toEqual([plan?.text, diff?.text]);
    await client.stop();
    for (const { params } of shown) {
      expect(() => readFileSync(fileURLToPath((params as { uri: string }).uri))).toThrow("ENOENT");
    }
  });

  test("fix all applies the edits at the client", async () => {
    const client = await startClient();
    client.answers.set("workspace/applyEdit", () => ({ applied: true }));
    await client.diagnose(URI, GO);
    await execute(client, "dockerlint-xarch.fixAll");
    const [{ params } = { params: {} }] = client.asked;
    const { edit } = params as { edit: CodeAction["edit"] };
    expect(applied(GO, { title: "", edit: edit! })).toContain("GOARCH=$TARGETARCH");
  });

  test.each([
    ["dockerlint-xarch.unknown", [URI]],
    ["dockerlint-xarch.showPlan", []],
    ["dockerlint-xarch.showPlan", ["file:///not/open"]],
  ])("%s of %j is refused", async (command, args) => {
    const client = await startClient();
    const request = client.request("workspace/executeCommand", { command, arguments: args });
    await expect(request).rejects.toMatchObject({ code: -32602 });
  });
});

async function actionsAt(client: TestClient, line: number): Promise<CodeAction[]> {
  const range = { start: { line, character: 4 }, end: { line, character: 4 } };
  return client.request("textDocument/codeAction", {
    textDocument,
    range,
    context: { diagnostics: [], only: ["quickfix"] },
  });
}

async function actionsIn(client: TestClient, only?: string[]): Promise<CodeAction[]> {
  const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
  return client.request("textDocument/codeAction", { textDocument, range: WHOLE, context });
}

function applied(text: string, { edit }: CodeAction): string {
  const document = TextDocument.create(URI, "dockerfile", 1, text);
  const [changes] = edit!.documentChanges as [TextDocumentEdit];
  return TextDocument.applyEdits(document, changes.edits as []);
}

async function hoverAt(client: TestClient, line: number, character: number): Promise<string> {
  const position = { line, character };
  const hover = await client.request<Hover>("textDocument/hover", { textDocument, position });
  return (hover.contents as { value: string }).value;
}

function execute(client: TestClient, command: string) {
  return client.request<{ text: string } | null>("workspace/executeCommand", {
    command,
    arguments: [URI],
  });
}
