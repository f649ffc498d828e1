import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import {
  type ClientCapabilities,
  createMessageConnection,
  type DataCallback,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type Message,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { onTestFinished } from "vitest";
import { bundle } from "./cli.ts";

export const URI = "file:///work/Dockerfile";
export const SLOW = "FROM python:3.12\nRUN pip install flask\n";

/** Starts a server that ends with the test, and introduces itself. */
export async function startClient(params: Partial<InitializeParams> = {}): Promise<TestClient> {
  const client = new TestClient();
  onTestFinished(() => client.kill());
  await client.initialize(params);
  return client;
}

/** What a client of the tests can do; what is given is laid over it, key by key. */
const CAPABILITIES: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    codeAction: {
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
    },
    hover: { contentFormat: ["markdown"] },
  },
  workspace: { workspaceEdit: { documentChanges: true } },
};

/** A client that speaks with the built command line's `lsp --stdio`. */
export class TestClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
  /** Every message of the server, in order. */
  readonly received: Message[] = [];
  /** Everything that was published, in order. */
  readonly published: PublishDiagnosticsParams[] = [];
  /** What the server logged or showed. */
  readonly messages: string[] = [];
  /** The methods of the requests that the server made. */
  readonly asked: { method: string; params: unknown }[] = [];
  /** What the client answers to the server's requests, by method. */
  readonly answers = new Map<string, (params: never) => unknown>();
  readonly exited: Promise<number | null>;
  #version = 1;
  #waiting: (() => void)[] = [];

  constructor() {
    this.process = spawn(process.execPath, [bundle, "lsp", "--stdio"]);
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.stderr.on("data", (data) => this.messages.push(`stderr: ${String(data)}`));
    const reader = new TappedReader(this.process.stdout, (message) => {
      this.received.push(message);
      this.#wake();
    });
    const writer = new StreamMessageWriter(this.process.stdin);
    this.connection = createMessageConnection(reader, writer);
    this.connection.onNotification((method, params) => {
      if (method === "textDocument/publishDiagnostics") {
        this.published.push(params as PublishDiagnosticsParams);
      } else if (method === "window/logMessage" || method === "window/showMessage") {
        this.messages.push((params as { message: string }).message);
      }
      this.#wake();
    });
    this.connection.onRequest((method, params) => {
      this.asked.push({ method, params });
      this.#wake();
      return this.answers.get(method)?.(params as never) ?? null;
    });
    this.connection.onError(() => {});
    this.connection.listen();
  }

  async initialize(params: Partial<InitializeParams> = {}): Promise<InitializeResult> {
    const capabilities = merge(CAPABILITIES, params.capabilities ?? {}) as ClientCapabilities;
    const result = await this.request<InitializeResult>("initialize", {
      processId: process.pid,
      rootUri: null,
      ...params,
      capabilities,
    });
    this.notify("initialized", {});
    return result;
  }

  request<R = unknown>(method: string, params?: unknown): Promise<R> {
    return this.connection.sendRequest(method, params);
  }

  notify(method: string, params?: unknown): void {
    // Some tests speak to a server that has gone.
    this.connection.sendNotification(method, params).catch(() => {});
  }

  open(uri: string, text: string, languageId = "dockerfile"): void {
    this.notify("textDocument/didOpen", {
      textDocument: { uri, languageId, version: this.#version, text },
    });
  }

  /** Sends changes as they are; returns the version that they make. */
  change(uri: string, ...contentChanges: object[]): number {
    const version = ++this.#version;
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
    return version;
  }

  close(uri: string): void {
    this.notify("textDocument/didClose", { textDocument: { uri } });
  }

  /** Opens a document and waits for its findings. */
  async diagnose(uri: string, text: string): Promise<Diagnostic[]> {
    const before = this.published.length;
    this.open(uri, text);
    return (await this.nextPublished(uri, before)).diagnostics;
  }

  /** What is published for a document behind the first so many. */
  async nextPublished(
    uri: string,
    behind = this.published.length,
    matches: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    return this.until(() =>
      this.published.slice(behind).find((each) => each.uri === uri && matches(each)),
    );
  }

  /** Waits until something is there: it is looked for whenever the server says something. */
  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Sends messages as one piece of bytes, past the connection's own bookkeeping. */
  writeRaw(...messages: (object | string)[]): void {
    const framed = messages.map((message) => {
      if (typeof message === "string") return message;
      const body = JSON.stringify({ jsonrpc: "2.0", ...message });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    });
    this.process.stdin.write(framed.join(""));
  }

  /** The reply to a request that was written raw. */
  rawReply(id: number | string): Promise<Message> {
    return this.until(() => this.received.find((each) => "id" in each && each.id === id));
  }

  /** Says goodbye; returns the server's exit status. */
  async stop(): Promise<number | null> {
    await this.request("shutdown");
    this.notify("exit");
    return this.exited;
  }

  /** Ends the server, whatever its state. */
  kill(): void {
    this.connection.dispose();
    this.process.kill();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Shows every message to somebody else before the connection sees it. */
class TappedReader extends StreamMessageReader {
  readonly #tap: (message: Message) => void;

  constructor(stream: NodeJS.ReadableStream, tap: (message: Message) => void) {
    super(stream);
    this.#tap = tap;
  }

  override listen(callback: DataCallback) {
    return super.listen((message) => {
      this.#tap(message);
      callback(message);
    });
  }
}

function merge(base: unknown, over: unknown): unknown {
  if (!isTable(base) || !isTable(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]),
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
