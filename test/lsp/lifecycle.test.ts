import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { SLOW, startClient, TestClient, URI } from "../support/lsp-client.ts";

/** The error codes of JSON-RPC and the protocol that are expected here. */
const CODE = {
  notInitialized: -32002,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  cancelled: -32800,
};

test("initialize tells who the server is and what it offers", async () => {
  const client = new TestClient();
  onTestFinished(() => client.kill());
  const { capabilities, serverInfo } = await client.initialize();
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(serverInfo).toEqual({ name: "dockerlint-xarch", version });
  expect(capabilities).toMatchObject({
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: 2 },
    diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll.dockerlint-xarch"] },
    inlayHintProvider: true,
    executeCommandProvider: {
      commands: [
        "dockerlint-xarch.showPlan",
        "dockerlint-xarch.previewFixes",
        "dockerlint-xarch.fixAll",
      ],
    },
    workspace: { workspaceFolders: { supported: true } },
  });
  expect(await client.stop()).toBe(0);
});

test("what comes before initialize is refused or dropped, and spoils nothing", async () => {
  const client = new TestClient();
  onTestFinished(() => client.kill());
  client.open(URI, SLOW);
  const early = client.request("textDocument/hover", { textDocument: { uri: URI } });
  await expect(early).rejects.toMatchObject({ code: CODE.notInitialized });
  await client.initialize();
  expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
});

test("initialize a second time is refused", async () => {
  const client = await startClient();
  const again = client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
  await expect(again).rejects.toMatchObject({ code: CODE.invalidRequest });
  expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
});

test("requests behind shutdown are refused, and exit ends with 0", async () => {
  const client = await startClient();
  await client.request("shutdown");
  const late = client.request("textDocument/hover", { textDocument: { uri: URI } });
  await expect(late).rejects.toMatchObject({ code: CODE.invalidRequest });
  const unknown = client.request("workspace/symbol", { query: "" });
  await expect(unknown).rejects.toMatchObject({ code: CODE.invalidRequest });
  client.notify("exit");
  expect(await client.exited).toBe(0);
});

test("exit without shutdown ends with 1", async () => {
  const client = await startClient();
  client.notify("exit");
  expect(await client.exited).toBe(1);
});

test("a client that hangs up ends the server", async () => {
  const client = await startClient();
  client.process.stdin.end();
  expect(await client.exited).toBe(1);
});

test("a client that can nothing is served with the least", async () => {
  const client = new TestClient();
  onTestFinished(() => client.kill());
  const params = { processId: null, rootUri: null, capabilities: {} };
  expect(await client.request("initialize", params)).toHaveProperty("capabilities");
  client.notify("initialized", {});
  const [diagnostic] = await client.diagnose(URI, SLOW);
  expect(diagnostic).toMatchObject({ code: "emulated-step" });
  expect(diagnostic).not.toHaveProperty("codeDescription");
  const position = { line: 1, character: 5 };
  const hover = await client.request("textDocument/hover", {
    textDocument: { uri: URI },
    position,
  });
  expect(hover).toHaveProperty("contents.kind", "plaintext");
});

test("methods that are not served are refused", async () => {
  const client = await startClient();
  const request = client.request("textDocument/foldingRange", { textDocument: { uri: URI } });
  await expect(request).rejects.toMatchObject({ code: CODE.methodNotFound });
});

test.each([
  ["without parameters", undefined],
  ["with parameters by position", [URI]],
  ["without a document", {}],
  ["with null for a document", { textDocument: null }],
  ["without a position", { textDocument: { uri: URI } }],
  ["with words for numbers", { textDocument: { uri: URI }, position: { line: "1", character: 0 } }],
])("a hover %s is refused", async (_, params) => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  const request = client.request("textDocument/hover", params);
  await expect(request).rejects.toMatchObject({ code: CODE.invalidParams });
  const position = { line: 1, character: 5 };
  expect(
    await client.request("textDocument/hover", { textDocument: { uri: URI }, position }),
  ).not.toBeNull();
});

test("a request about a document that is not open finds nothing", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  client.close(URI);
  const position = { line: 1, character: 5 };
  const textDocument = { uri: URI };
  expect(await client.request("textDocument/hover", { textDocument, position })).toBeNull();
  expect(await client.request("textDocument/codeLens", { textDocument })).toEqual([]);
  expect(await client.request("textDocument/diagnostic", { textDocument })).toEqual({
    kind: "full",
    items: [],
  });
});

test("a request that is cancelled at once is not answered, and others are", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  const textDocument = { uri: URI };
  const id = 9000;
  const cancelled = client.rawReply(id);
  // In one piece, so that the cancellation is there before work begins.
  client.writeRaw(
    { id, method: "textDocument/diagnostic", params: { textDocument } },
    { method: "$/cancelRequest", params: { id } },
  );
  expect(await cancelled).toMatchObject({ error: { code: CODE.cancelled } });
  const report = await client.request<object>("textDocument/diagnostic", { textDocument });
  expect(report).toHaveProperty("items.length", 1);
});

test("cancelling what is unknown or done changes nothing", async () => {
  const client = await startClient();
  client.notify("$/cancelRequest", { id: 4711 });
  client.notify("$/cancelRequest", {});
  client.notify("$/setTrace", { value: "verbose" });
  client.notify("$/unknown", { anything: true });
  expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
});

test("without --stdio the command says how it is started", () => {
  const { status, stderr } = runCli(["lsp"]);
  expect(stderr).toContain("lsp --stdio");
  expect(status).toBe(2);
});
