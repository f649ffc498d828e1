import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { folderWith } from "../support/cli.ts";
import { SLOW, startClient, type TestClient, URI } from "../support/lsp-client.ts";

const ARM = { targets: ["linux/arm64"] };
const AMD = { targets: ["linux/amd64"] };
const TARGETS = {
  initializationOptions: { settings: { targets: ["linux/arm64", "linux/arm/v7"] } },
};

describe("the client's settings", () => {
  test("come with initialize", async () => {
    const client = await startClient({ initializationOptions: { settings: ARM } });
    const [diagnostic] = await client.diagnose(URI, SLOW);
    expect(diagnostic!.message).toContain("for linux/arm64,");
  });

  test("are asked for by document, so that folders differ", async () => {
    const client = await startClient({
      capabilities: { workspace: { configuration: true } },
    });
    client.answers.set("workspace/configuration", ({ items }: Asked) =>
      items.map(({ scopeUri }) => (scopeUri.includes("/one/") ? ARM : AMD)),
    );
    expect(await client.diagnose("file:///work/one/Dockerfile", SLOW)).toHaveLength(1);
    expect(await client.diagnose("file:///work/two/Dockerfile", SLOW)).toHaveLength(0);
    expect(client.asked[0]).toMatchObject({
      params: { items: [{ section: "dockerlint-xarch" }] },
    });
  });

  test("are asked for anew when they change", async () => {
    let settings: object = AMD;
    const client = await startClient({ capabilities: { workspace: { configuration: true } } });
    client.answers.set("workspace/configuration", ({ items }: Asked) => items.map(() => settings));
    expect(await client.diagnose(URI, SLOW)).toHaveLength(0);
    settings = ARM;
    const before = client.published.length;
    client.notify("workspace/didChangeConfiguration", { settings: null });
    expect((await client.nextPublished(URI, before)).diagnostics).toHaveLength(1);
  });

  test("are sent by clients that cannot be asked", async () => {
    const client = await startClient();
    expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
    const before = client.published.length;
    client.notify("workspace/didChangeConfiguration", {
      settings: { "dockerlint-xarch": { ignore: ["emulated-step"] } },
    });
    expect((await client.nextPublished(URI, before)).diagnostics).toEqual([]);
  });

  test("a client that answers nothing or an error is served without", async () => {
    const client = await startClient({ capabilities: { workspace: { configuration: true } } });
    expect(await client.diagnose(URI, SLOW)).toHaveLength(1);
    client.answers.set("workspace/configuration", () => {
      throw new Error("no");
    });
    expect(await client.diagnose("file:///other/Dockerfile", SLOW)).toHaveLength(1);
  });

  test("what cannot be used is said once, and the rest holds", async () => {
    const settings = { ...ARM, select: ["emulated-step", "no-such-rule"], buildArgs: 7 };
    const client = await startClient({ initializationOptions: { settings } });
    const [diagnostic] = await client.diagnose(URI, SLOW);
    expect(diagnostic!.message).toContain("for linux/arm64,");
    expect(client.messages).toEqual([
      "dockerlint-xarch: dockerlint-xarch.buildArgs must be a set of names and values.",
      'dockerlint-xarch: dockerlint-xarch.select names "no-such-rule", which is no rule.',
    ]);
  });
});

describe("configuration files", () => {
  test("hold for what is below them, in each workspace folder, under the client's settings", async () => {
    const folder = folderWith({
      "one/.dockerlint-xarch.yaml": "targets: [linux/arm64]\n",
      "two/.dockerlint-xarch.yaml": "targets: [linux/amd64]\n",
    });
    const [one, two] = ["one", "two"].map((name) => ({ name, uri: uriOf(folder, name) }));
    const client = await startClient({ workspaceFolders: [one!, two!] });
    const [diagnostic] = await client.diagnose(`${one!.uri}/Dockerfile`, SLOW);
    expect(diagnostic!.message).toContain("for linux/arm64,");
    expect(await client.diagnose(`${two!.uri}/Dockerfile`, SLOW)).toEqual([]);
    const before = client.published.length;
    client.notify("workspace/didChangeConfiguration", {
      settings: { "dockerlint-xarch": { targets: "linux/arm/v7" } },
    });
    const { diagnostics } = await client.nextPublished(`${two!.uri}/Dockerfile`, before);
    expect(diagnostics[0]!.message).toContain("for linux/arm/v7,");
  });

  test("leave files out", async () => {
    const folder = folderWith({ ".dockerlint-xarch.yaml": "exclude: [vendor]\n" });
    const client = await startClient();
    expect(await client.diagnose(uriOf(folder, "vendor/Dockerfile"), SLOW)).toEqual([]);
    expect(await client.diagnose(uriOf(folder, "Dockerfile"), SLOW)).toHaveLength(1);
  });

  test("are watched, and what depends on them is read anew", async () => {
    const folder = folderWith({ ".dockerlint-xarch.yaml": "targets: [linux/amd64]\n" });
    const client = await startClient({
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    await client.until(() =>
      client.asked.find(({ method }) => method === "client/registerCapability"),
    );
    expect(watched(client)).toContain("**/.dockerlint-xarch.yaml");
    const uri = uriOf(folder, "Dockerfile");
    expect(await client.diagnose(uri, SLOW)).toEqual([]);
    writeFileSync(join(folder, ".dockerlint-xarch.yaml"), "targets: [linux/arm64]\n");
    const before = client.published.length;
    client.notify("workspace/didChangeWatchedFiles", {
      changes: [{ uri: uriOf(folder, ".dockerlint-xarch.yaml"), type: 2 }],
    });
    expect((await client.nextPublished(uri, before)).diagnostics).toHaveLength(1);
  });

  test("that cannot be used are said with their place", async () => {
    const folder = folderWith({ ".dockerlint-xarch.yaml": "targest: [linux/amd64]\n" });
    const client = await startClient();
    expect(await client.diagnose(uriOf(folder, "Dockerfile"), SLOW)).toHaveLength(1);
    expect(client.messages.join("\n")).toMatch(/yaml:1:1: there is no key "targest"; did you mean/);
  });

  test("of the first folder hold for documents that are not saved", async () => {
    const folder = folderWith({ ".dockerlint-xarch.yaml": "targets: [linux/amd64]\n" });
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "x" }];
    const client = await startClient({ workspaceFolders });
    expect(await client.diagnose("untitled:Untitled-1", SLOW)).toEqual([]);
  });
});

describe("files that change around a Dockerfile", () => {
  const builds: Readonly<Record<string, (platform: string) => string>> = {
    "docker-bake.hcl": (platform) =>
      `target "a" {\n  platforms = ["linux/amd64", "${platform}"]\n}\n`,
    "compose.yaml": (platform) => `
services:
  a: { build: { context: ., platforms: [linux/amd64, ${platform}] } }
`,
    ".github/workflows/ci.yml": (platform) => `
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { context: ., platforms: "linux/amd64,${platform}" }
`,
    Makefile: (platform) => `image:\n\tdocker buildx build --platform linux/amd64,${platform} .\n`,
    "build.sh": (platform) => `docker buildx build --platform linux/amd64,${platform} .\n`,
  };

  test.each(Object.keys(builds))("%s changes the findings", async (name) => {
    const write = builds[name]!;
    const folder = folderWith({ Dockerfile: SLOW, [name]: write("linux/arm64") });
    const client = await startClient();
    const uri = uriOf(folder, "Dockerfile");
    const [first] = await client.diagnose(uri, SLOW);
    expect(first!.message).toContain(" for linux/arm64,");
    writeFileSync(join(folder, name), write("linux/arm/v7"));
    const before = client.published.length;
    const changes = [{ uri: uriOf(folder, name), type: 2 }];
    client.notify("workspace/didChangeWatchedFiles", { changes });
    const [second] = (await client.nextPublished(uri, before)).diagnostics;
    expect(second!.message).toContain(" for linux/arm/v7,");
  });

  test("a lock file that is new changes what a finding says", async () => {
    const fixture = "fixtures/emulated-step/uv-lock-names-what-is-built-from-source";
    const folder = folderWith({ "pyproject.toml": "" });
    const client = await startClient(TARGETS);
    const uri = uriOf(folder, "Dockerfile");
    const [unknown] = await client.diagnose(uri, readFileSync(`${fixture}/Dockerfile`, "utf8"));
    expect(unknown!.message).not.toContain("from source");
    cpSync(`${fixture}/context`, folder, { recursive: true });
    const before = client.published.length;
    const changes = [{ uri: uriOf(folder, "uv.lock"), type: 1 }];
    client.notify("workspace/didChangeWatchedFiles", { changes });
    const [known] = (await client.nextPublished(uri, before)).diagnostics;
    expect(known!.message).toMatch(/ \(uv\.lock:\d+\) from source/);
  });
});

test("after a change, clients that pull are asked to do so again", async () => {
  const client = await startClient({
    capabilities: {
      textDocument: { diagnostic: {} },
      workspace: {
        diagnostics: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        codeLens: { refreshSupport: true },
      },
    },
  });
  client.open(URI, SLOW);
  client.notify("workspace/didChangeConfiguration", { settings: { "dockerlint-xarch": AMD } });
  await client.until(() => (client.asked.length === 3 ? true : undefined));
  expect(client.asked.map(({ method }) => method)).toEqual([
    "workspace/diagnostic/refresh",
    "workspace/inlayHint/refresh",
    "workspace/codeLens/refresh",
  ]);
  const textDocument = { uri: URI };
  const report = await client.request("textDocument/diagnostic", { textDocument });
  expect(report).toMatchObject({ items: [] });
});

test("files are named from the workspace folder, wherever the server was started", async () => {
  const folder = folderWith({
    "app/Dockerfile": SLOW,
    "docker-bake.hcl": 'target "a" {\n  context = "app"\n  platforms = ["linux/arm64"]\n}\n',
  });
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "x" }];
  const client = await startClient({ workspaceFolders });
  const uri = uriOf(folder, "app/Dockerfile");
  await client.diagnose(uri, SLOW);
  const position = { line: 0, character: 1 };
  const hover = await client.request("textDocument/hover", { textDocument: { uri }, position });
  expect(JSON.stringify(hover)).toContain("targets from docker-bake.hcl:3");
});

test("folders come and go", async () => {
  const folder = folderWith({ "sub/Dockerfile": SLOW });
  const uri = uriOf(folder, "sub/Dockerfile");
  const client = await startClient({ workspaceFolders: [] });
  await client.diagnose(uri, SLOW);
  const event = { added: [{ uri: pathToFileURL(folder).href, name: "x" }], removed: [] };
  client.notify("workspace/didChangeWorkspaceFolders", { event });
  client.close(uri);
  client.open(uri, SLOW);
  const command = "dockerlint-xarch.showPlan";
  const plan = await client.request("workspace/executeCommand", { command, arguments: [uri] });
  expect(plan).toMatchObject({ title: "Plan of sub/Dockerfile" });
});

interface Asked {
  readonly items: readonly { readonly scopeUri: string }[];
}

function uriOf(folder: string, path: string): string {
  return pathToFileURL(join(folder, path)).href;
}

function watched({ asked }: TestClient): string[] {
  const { params } = asked.find(({ method }) => method === "client/registerCapability")!;
  const { registrations } = params as {
    registrations: { registerOptions: { watchers: { globPattern: string }[] } }[];
  };
  return registrations.flatMap(({ registerOptions }) =>
    registerOptions.watchers.map(({ globPattern }) => globPattern),
  );
}
