import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HOSTILE } from "../bench/hostile.ts";
import { SLOW, startClient, URI } from "../support/lsp-client.ts";

test.each([
  ["a body that is no JSON", "Content-Length: 5\r\n\r\n{oops"],
  ["a body that is no message", "Content-Length: 2\r\n\r\n42"],
  ["a null for a message", "Content-Length: 4\r\n\r\nnull"],
  ["a batch, which the protocol does not have", "Content-Length: 2\r\n\r\n[]"],
  ["a header without a length", "X-Unknown: 1\r\n\r\n"],
  ["a length that is no number", "Content-Length: many\r\n\r\n"],
  ["a length that is too short", 'Content-Length: 12\r\n\r\n{"jsonrpc":"2.0","method":"x"}'],
  ["a length that is too long", 'Content-Length: 90\r\n\r\n{"jsonrpc":"2.0","method":"x"}'],
  ["a length that nobody has", "Content-Length: 99999999999\r\n\r\n{}"],
  ["a header without an end", "x".repeat(200_000)],
  ["a response that nobody waits for", framed('{"jsonrpc":"2.0","id":99,"result":null}')],
])("%s is survived", async (_, bytes) => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  client.writeRaw(bytes);
  // What follows a broken message at once can be lost with it.
  client.writeRaw({ method: "$/ignored", params: {} }, { method: "$/ignored", params: {} });
  const other = "file:///work/other/Dockerfile";
  expect(await client.diagnose(other, SLOW)).toHaveLength(1);
});

test.each([
  ["without a document", "textDocument/didOpen", {}],
  ["with a text that is none", "textDocument/didOpen", { textDocument: { uri: URI, text: 5 } }],
  ["of what is not open", "textDocument/didChange", change("file:///no", { text: "" })],
  ["without changes", "textDocument/didChange", { textDocument: { uri: URI, version: 9 } }],
  ["with null for a change", "textDocument/didChange", change(URI, null)],
  ["with half a range", "textDocument/didChange", change(URI, { range: { start: {} }, text: "" })],
  [
    "with words for numbers",
    "textDocument/didChange",
    change(URI, {
      range: { start: { line: "a", character: "b" }, end: { line: 0, character: 0 } },
      text: "x",
    }),
  ],
  ["with null for all", "textDocument/didClose", null],
  ["of what is not open any more", "textDocument/didClose", { textDocument: { uri: "x:y" } }],
  ["of nothing", "workspace/didChangeConfiguration", {}],
  ["of nothing", "workspace/didChangeWatchedFiles", {}],
  ["of nothing", "workspace/didChangeWorkspaceFolders", {}],
])("a notification %s is dropped: %s", async (_, method, params) => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  client.notify(method, params);
  // The document is what it was.
  const report = await client.request("textDocument/diagnostic", { textDocument: { uri: URI } });
  expect(report).toMatchObject({ items: [{ code: "emulated-step" }] });
});

test("of many edits in a row, what is published in the end is about the last", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  const before = client.published.length;
  const start = { line: 1, character: 0 };
  let version = 0;
  for (let edit = 0; edit < 500; edit++) {
    version = client.change(URI, { range: { start, end: start }, text: "# x\n" });
  }
  const last = await client.nextPublished(URI, before, (each) => each.version === version);
  expect(last.diagnostics).toMatchObject([{ range: { start: { line: 501 } } }]);
  // Stale versions were not linted, by far.
  expect(client.published.length - before).toBeLessThan(250);
});

test("a document that is far too large is left alone, and others are served", async () => {
  const client = await startClient();
  const huge = `FROM python:3.12\nRUN pip install flask\n${"# x\n".repeat(1_500_000)}`;
  expect(await client.diagnose("file:///huge/Dockerfile", huge)).toEqual([]);
  expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
});

test("a message of many megabytes is survived, in pieces as they come", async () => {
  const client = await startClient();
  const text = `FROM python:3.12\n${"# x\n".repeat(16_000_000)}`;
  client.open("file:///huge/Dockerfile", text);
  client.close("file:///huge/Dockerfile");
  expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
});

test("messages that arrive byte by byte are read", async () => {
  const client = await startClient();
  // Until it is answered, messages of the client's own are still on their way.
  await client.request("textDocument/codeLens", { textDocument: { uri: URI } });
  const textDocument = { uri: URI, languageId: "dockerfile", version: 1, text: SLOW };
  const body = JSON.stringify({
    jsonrpc: "2.0",
    method: "textDocument/didOpen",
    params: { textDocument },
  });
  for (const byte of Buffer.from(framed(body))) {
    client.process.stdin.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await client.nextPublished(URI, 0)).diagnostics).toHaveLength(1);
});

test("requests that are written at once are answered in any order, each with its own id", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  const textDocument = { uri: URI };
  const position = { line: 0, character: 1 };
  const methods = ["hover", "codeLens", "diagnostic"];
  const requests = methods.map((method, index) => ({
    id: 7000 - index,
    method: `textDocument/${method}`,
    params: { textDocument, position },
  }));
  client.writeRaw(...requests, { id: "by name", method: "textDocument/hover", params: null });
  expect(await client.rawReply(7000)).toHaveProperty("result.contents");
  expect(await client.rawReply(6999)).toHaveProperty("result.length", 2);
  expect(await client.rawReply(6998)).toHaveProperty("result.items");
  expect(await client.rawReply("by name")).toHaveProperty("error.code", -32602);
});

test("edits that come together are answered together: what became stale is not worked out", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  const before = client.published.length;
  const edits = Array.from({ length: 20 }, (_, index) => ({
    method: "textDocument/didChange",
    params: {
      textDocument: { uri: URI, version: 100 + index },
      contentChanges: [{ text: `${SLOW}# ${index}\n` }],
    },
  }));
  client.writeRaw(...edits);
  expect((await client.nextPublished(URI, before)).version).toBe(119);
});

test("edits of a version that is older or missing are made as they come", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  const change = (version: unknown, text: string) =>
    client.notify("textDocument/didChange", {
      textDocument: { uri: URI, version },
      contentChanges: [{ text }],
    });
  change(90, "FROM debian:12\n");
  change(3, "FROM scratch\n");
  change(undefined, SLOW);
  const report = await client.request("textDocument/diagnostic", { textDocument: { uri: URI } });
  expect(report).toMatchObject({ items: [{ code: "emulated-step" }] });
});

test("a document that is opened twice is what it was the second time", async () => {
  const client = await startClient();
  await client.diagnose(URI, SLOW);
  expect(await client.diagnose(URI, "FROM debian:12\n")).toEqual([]);
});

/** A server that kept something of each version would grow by megabytes with every thousand. */
test("memory stays flat over ten thousand edits, of which every tenth is linted", async () => {
  const client = await startClient();
  const text = "FROM golang:1.24\nRUN go build -o /a .\nRUN pip install a\n".repeat(50);
  await client.diagnose(URI, text);
  const start = { line: 0, character: 0 };
  const edit = (run: number) =>
    client.change(URI, {
      range: { start, end: { line: run % 2, character: 0 } },
      text: run % 2 === 0 ? "# x\n" : "",
    });
  const edits = async (from: number, to: number) => {
    for (let run = from; run < to; run++) {
      const version = edit(run);
      if (run % 10 === 9) await client.nextPublished(URI, 0, (each) => each.version === version);
    }
    client.published.length = 0;
    return residentMegabytes(client.process.pid!);
  };
  const warm = await edits(0, 3000);
  const end = await edits(3000, 10_000);
  if (warm === undefined || end === undefined) return;
  expect(end - warm).toBeLessThan(60);
});

test("hostile documents are survived", async () => {
  const client = await startClient();
  const uri = "file:///hostile/Dockerfile";
  client.open(uri, SLOW);
  const textDocument = { uri };
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  for (const write of Object.values(HOSTILE)) {
    client.change(uri, { text: write(8_000) });
    await client.request("textDocument/diagnostic", { textDocument });
    await client.request("textDocument/inlayHint", { textDocument, range });
    await client.request("textDocument/hover", { textDocument, position: range.start });
  }
  expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
});

/** Where the system tells it. */
function residentMegabytes(pid: number): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, "utf8"))![1]) / 1024;
}

function framed(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function change(uri: string, ...contentChanges: unknown[]) {
  return { textDocument: { uri, version: 9 }, contentChanges };
}
