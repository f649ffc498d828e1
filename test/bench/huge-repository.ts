/**
 * What a run over a very large repository costs: `npm run build && npm run bench:huge`. It has 10,000
 * Dockerfiles and 200,000 other files.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A tenth first, to see what grows. */
const DOCKERFILES = [1_000, 10_000];
/** Beside each Dockerfile. */
const OTHERS = 20;

/** What the Dockerfiles say, in turn; `#` is a number, so that no two are the same. */
const TEXTS: readonly string[] = [
  `FROM golang:1.24 AS build
WORKDIR /src/#
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM debian:12-slim
COPY --from=build /app /app
`,
  `FROM python:3.12-slim
WORKDIR /srv/#
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["python", "-m", "app"]
`,
  `FROM node:22 AS build
WORKDIR /app/#
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx:1.27
COPY --from=build /app/#/dist /usr/share/nginx/html
`,
  `FROM --platform=linux/amd64 debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
ARG VERSION=#
RUN curl -fsSL https://example.com/tool-$VERSION-linux-amd64.tar.gz | tar -xz -C /usr/local/bin
`,
];

/** In MB, whatever the run does. */
const MEMORY_TARGET = 512;

/** The runs, by what they are called. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  "finds nothing": ["--exclude", "Dockerfile"],
  lint: [],
  "lint --format sarif": ["--format", "sarif"],
  "--diff": ["--diff"],
};

const root = mkdtempSync(join(tmpdir(), "huge-repository-"));
try {
  mkdirSync(join(root, ".git"));
  let written = 0;
  for (const dockerfiles of DOCKERFILES) {
    while (written < dockerfiles) writeService(root, written++);
    console.log(`\n${dockerfiles} Dockerfiles and ${dockerfiles * OTHERS} other files`);
    for (const [name, args] of Object.entries(RUNS)) printUsage(name, args);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

function writeService(folder: string, number: number): void {
  const service = join(folder, `team${number % 100}/service${number}`);
  mkdirSync(join(service, "src"), { recursive: true });
  const text = TEXTS[number % TEXTS.length]!;
  writeFileSync(join(service, "Dockerfile"), text.replaceAll("#", String(number)));
  for (let other = 0; other < OTHERS; other++) {
    writeFileSync(join(service, "src", `file${other}.ts`), "export {};\n");
  }
}

/** Runs the command line and prints its processor time and the most memory that it had. */
function printUsage(name: string, args: readonly string[]): void {
  const file = join(root, ".git", "usage.json");
  const hook = resolve("test/bench/usage.cjs");
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", hook, resolve("dist/cli.cjs"), ...args],
    { cwd: root, env: { ...process.env, USAGE_FILE: file }, stdio: ["ignore", "ignore", "pipe"] },
  );
  if (status === null || status > 1)
    throw new Error(`${name} ends with ${status}: ${String(stderr)}`);
  const used = JSON.parse(readFileSync(file, "utf8")) as NodeJS.ResourceUsage;
  const seconds = (used.userCPUTime + used.systemCPUTime) / 1e6;
  const megabytes = Math.round(used.maxRSS / 1024);
  const missed = megabytes > MEMORY_TARGET ? `, more than ${MEMORY_TARGET} MB` : "";
  console.log(
    `  ${name.padEnd(24)}${seconds.toFixed(1)} s of processor time, ${megabytes} MB${missed}`,
  );
}
