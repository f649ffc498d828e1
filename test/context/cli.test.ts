import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonReport } from "../../src/report/json.ts";
import { folderWith, runCli } from "../support/cli.ts";

const DOCKERFILE = `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM debian:12
COPY --from=build /app /app
`;
const BAKE = `target "default" {
  platforms = ["linux/amd64", "linux/arm64"]
}
`;
const NATIVE = `on: push
jobs:
  image:
    strategy:
      matrix:
        include:
          - { platform: linux/amd64, runner: ubuntu-24.04 }
          - { platform: linux/arm64, runner: ubuntu-24.04-arm }
    runs-on: \${{ matrix.runner }}
    steps:
      - uses: docker/build-push-action@v6
        with: { platforms: "\${{ matrix.platform }}" }
`;

function lint(files: Readonly<Record<string, string>>, ...args: string[]) {
  const cwd = folderWith({ Dockerfile: DOCKERFILE, ...files });
  const { status, stdout, stderr } = runCli(["--format", "json", ...args], { cwd });
  const [file] = (JSON.parse(stdout) as JsonReport).files;
  return {
    status,
    stderr,
    builtFor: file!.builtFor,
    messages: file!.diagnostics.map((d) => d.message),
  };
}

describe("the platforms come from", () => {
  test("a file of the repository, which the report names", () => {
    const { messages, builtFor } = lint({ "docker-bake.hcl": BAKE });
    expect(messages).toEqual([expect.stringContaining("under QEMU for linux/arm64,")]);
    expect(builtFor).toEqual({
      platforms: ["linux/amd64", "linux/arm64"],
      places: ["docker-bake.hcl:2"],
    });
  });

  test("the configuration before that", () => {
    const config = "targets: [linux/s390x]\n";
    const found = lint({ "docker-bake.hcl": BAKE, ".dockerlint-xarch.yaml": config });
    expect(found.messages).toEqual([expect.stringContaining("under QEMU for linux/s390x,")]);
    expect(found.builtFor).toBeUndefined();
  });

  test("the command line before all", () => {
    const files = { "docker-bake.hcl": BAKE, ".dockerlint-xarch.yaml": "targets: [linux/s390x]\n" };
    const { messages } = lint(files, "--target-platform", "linux/riscv64");
    expect(messages).toEqual([expect.stringContaining("under QEMU for linux/riscv64,")]);
  });

  test("nowhere, where nothing says so: any foreign one", () => {
    const { messages, builtFor } = lint({ "compose.yaml": "services:\n  app:\n    build: .\n" });
    expect(messages).toEqual([expect.stringContaining("under QEMU for foreign platforms,")]);
    expect(builtFor).toBeUndefined();
  });
});

describe("nothing is said of emulation", () => {
  test("where every platform is built on a machine of its own", () => {
    const { status, messages } = lint({ ".github/workflows/ci.yml": NATIVE });
    expect(messages).toEqual([]);
    expect(status).toBe(0);
  });

  test.each(["linux/amd64", "linux/arm64"])("where the project is for %s alone", (platform) => {
    const compose = `services:\n  app:\n    build: .\n    platform: ${platform}\n`;
    expect(lint({ "compose.yaml": compose }).messages).toEqual([]);
  });

  test("unless the command line names the platform or the machine", () => {
    const files = { ".github/workflows/ci.yml": NATIVE };
    expect(lint(files, "--target-platform", "linux/arm64").messages).toHaveLength(1);
    expect(lint(files, "--build-platform", "linux/amd64").messages).toHaveLength(1);
  });
});

test("a file that cannot be read is told, and hides nothing else", () => {
  const files = { "compose.yaml": "services: { app: { build: [\n", "docker-bake.hcl": BAKE };
  const { status, stderr, messages } = lint(files);
  expect(stderr).toMatch(
    /^dockerlint-xarch: compose\.yaml:\d cannot be read: .*\. What it says of platforms is not known\.$/m,
  );
  expect(messages).toHaveLength(1);
  expect(status).toBe(1);
});

test("a file that leads out of the repository is not read", () => {
  const outside = folderWith({ "docker-bake.hcl": BAKE });
  const cwd = folderWith({ Dockerfile: DOCKERFILE });
  symlinkSync(join(outside, "docker-bake.hcl"), join(cwd, "docker-bake.hcl"));
  const { stdout } = runCli(["--format", "json"], { cwd });
  expect((JSON.parse(stdout) as JsonReport).files[0]!.builtFor).toBeUndefined();
});

test("the text report and the plan name the line", () => {
  const cwd = folderWith({ Dockerfile: DOCKERFILE, "docker-bake.hcl": BAKE });
  expect(runCli([], { cwd }).stdout).toContain(
    "Dockerfile is built for linux/amd64 and linux/arm64: docker-bake.hcl:2.\n",
  );
  const plan = runCli(["plan", "Dockerfile"], { cwd });
  expect(plan.stdout).toContain("platforms from docker-bake.hcl:2\n");
  const json = runCli(["plan", "--format", "json", "Dockerfile"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({
    targets: ["linux/amd64", "linux/arm64"],
    platformsFrom: ["docker-bake.hcl:2"],
  });
});

describe("a file with several builds", () => {
  const stages = `FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build

FROM nginx:1.27
COPY --from=build /app/dist /usr/share/nginx/html
`;
  const bake = (tools: string) => `target "site" {
  platforms = ["linux/amd64", "linux/arm64"]
}
target "tools" {
  target = "build"
${tools}}
`;

  test("is linted for all of them", () => {
    const platforms = '  platforms = ["linux/s390x", "linux/amd64"]\n';
    const cwd = folderWith({ Dockerfile: stages, "docker-bake.hcl": bake(platforms) });
    const { stdout } = runCli(["--format", "json"], { cwd });
    const [file] = (JSON.parse(stdout) as JsonReport).files;
    expect(file!.builtFor!.platforms).toEqual(["linux/amd64", "linux/arm64", "linux/s390x"]);
    // Found in both builds, told once.
    expect(file!.diagnostics).toHaveLength(1);
  });

  test("keeps each stage where it is that one of them ships", () => {
    const cwd = folderWith({ Dockerfile: stages, "docker-bake.hcl": bake("") });
    const [file] = (JSON.parse(runCli(["--format", "json"], { cwd }).stdout) as JsonReport).files;
    expect(file!.diagnostics[0]!.fix!.title).toBe(
      "Do npm run build in a stage of its own on the build platform",
    );
    runCli(["--fix", "--unsafe-fixes", "--exit-zero"], { cwd });
    expect(readFileSync(join(cwd, "Dockerfile"), "utf8")).toMatch(/^FROM node:22 AS build$/m);
  });
});

test("the build context is the one that a build names", () => {
  const cwd = folderWith({
    "docker/Dockerfile": DOCKERFILE.replace("CGO_ENABLED=0 ", ""),
    "app/go.mod": "module x\n\nrequire github.com/mattn/go-sqlite3 v1.14.24\n",
    "compose.yaml":
      "services:\n  app:\n    build: { context: app, dockerfile: ../docker/Dockerfile }\n",
  });
  const [file] = (JSON.parse(runCli(["--format", "json"], { cwd }).stdout) as JsonReport).files;
  expect(file!.diagnostics[0]!.refusal).toContain("go-sqlite3 needs cgo: app/go.mod:3");
});
