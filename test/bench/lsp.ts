/**
 * How fast the language server answers: `npm run build && npm run bench:lsp`. An edit and the wait
 * for its findings, beside the round trip of a request that asks for nothing, in turn, so that both
 * see the same machine; then memory over many edits.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

const CLI = "dist/cli.cjs";
const LINES = 300;
const WARM_UP = 300;
const RUNS = 2_000;
const EDITS = 10_000;
/** In milliseconds, for the 99th percentile, beside an idle round trip. */
const TARGET = 10;
const URI = "file:///bench/Dockerfile";

/** A file as projects have them: stages that install, fetch, build and copy. */
const STAGE = `# Stage @
FROM golang:1.24-bookworm AS stage@
ARG TARGETARCH
ENV CGO_ENABLED=0 \\
    GOFLAGS="-trimpath"
WORKDIR /src/@
RUN apt-get update && \\
    apt-get install -y --no-install-recommends ca-certificates git make && \\
    rm -rf /var/lib/apt/lists/*
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN go build -ldflags "-s -w" -o /out/app@ ./cmd/app@
RUN set -eux; \\
    case "$TARGETARCH" in \\
      amd64) url=https://example.com/x86_64.tgz ;; \\
      arm64) url=https://example.com/aarch64.tgz ;; \\
    esac; \\
    curl -fsSL "$url" | tar -xz -C /usr/local
LABEL stage=@

`;
const FINAL = `FROM debian:12-slim
COPY --from=stage0 /out/app0 /usr/local/bin/
RUN pip install --no-cache-dir gunicorn
CMD ["app0"]
`;

const server = spawn(process.execPath, [CLI, "lsp", "--stdio"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const connection: MessageConnection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
let published: ((version: number) => void) | undefined;
connection.onNotification("textDocument/publishDiagnostics", ({ version }) => published?.(version));
connection.listen();
await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: {},
});
await connection.sendNotification("initialized", {});

const text = fileOf(LINES);
let version = 1;
await connection.sendNotification("textDocument/didOpen", {
  textDocument: { uri: URI, languageId: "dockerfile", version, text },
});
await latencies();
await memory();
connection.dispose();
server.kill();

function fileOf(lines: number): string {
  const length = STAGE.split("\n").length - 1;
  const count = Math.floor((lines - FINAL.split("\n").length) / length);
  const stages = Array.from({ length: count }, (_, index) => STAGE.replaceAll("@", String(index)));
  const whole = stages.join("") + FINAL;
  return "# a line\n".repeat(Math.max(0, lines + 1 - whole.split("\n").length)) + whole;
}

async function latencies(): Promise<void> {
  const edits: number[] = [];
  const idle: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const edit = await edited(run);
    const trip = await roundTrip();
    if (run < WARM_UP) continue;
    edits.push(edit);
    idle.push(trip);
  }
  console.log(`\nA file of ${text.split("\n").length - 1} lines, ${RUNS} edits; in milliseconds`);
  row("", "p50", "p90", "p99", "max");
  show("idle round trip (an unknown request)", idle);
  show("edit to diagnostics", edits);
  const p99 = quantile(edits, 0.99) - quantile(idle, 0.99);
  const verdict = p99 < TARGET ? "" : ", missed";
  row("p99 of the one less that of the other", `${p99.toFixed(1)} (target: ${TARGET}${verdict})`);
}

/** Types one character into a RUN and takes it away the next time. */
async function edited(run: number): Promise<number> {
  const start = performance.now();
  const found = new Promise<void>((resolve) => {
    published = (of) => of === version && resolve();
  });
  await type(run);
  await found;
  return performance.now() - start;
}

function type(run: number): Promise<void> {
  const line = text.split("\n").findLastIndex((each) => each.startsWith("RUN go build"));
  const start = { line, character: 12 };
  const end = { line, character: run % 2 === 0 ? 12 : 13 };
  return connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: URI, version: ++version },
    contentChanges: [{ range: { start, end }, text: run % 2 === 0 ? " " : "" }],
  });
}

async function roundTrip(): Promise<number> {
  const start = performance.now();
  await connection.sendRequest("bench/nothing").catch(() => {});
  return performance.now() - start;
}

/** The resident size of the server, in MB, where the system tells it. */
function resident(): string {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(
      readFileSync(`/proc/${server.pid}/status`, "utf8"),
    )!;
    return `${(Number(kilobytes) / 1024).toFixed(0)} MB`;
  } catch {
    return "not known here";
  }
}

async function memory(): Promise<void> {
  console.log(`\nMemory over ${EDITS} edits, each with its findings`);
  for (let run = 0; run <= EDITS; run++) {
    if (run % (EDITS / 5) === 0) row(`behind ${run} edits`, resident());
    await edited(run);
  }
}

function show(name: string, times: readonly number[]): void {
  const of = [0.5, 0.9, 0.99, 1].map((share) => quantile(times, share).toFixed(1));
  row(name, ...of);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

function row(name: string, ...cells: readonly string[]): void {
  console.log(`  ${name.padEnd(40)}${cells.map((cell) => cell.padStart(9)).join("")}`);
}
