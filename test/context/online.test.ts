import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { filesOfRelease } from "../../src/context/python-releases.ts";
import { type Bounds, OnlineIndex } from "../../src/context/node/packages/online-index.ts";
import { pipIndexes } from "../../src/context/node/packages/pip-configuration.ts";
import { bundle, folderWith } from "../support/cli.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An index of the test's own; the requests that it got. */
async function serve(handler: Handler) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/simple`, host: `127.0.0.1:${port}`, requests };
}

const FILES = ["quick-1.0.tar.gz", "quick-1.0-cp312-cp312-manylinux2014_x86_64.whl"];

function json(response: ServerResponse, files: readonly string[] = FILES): void {
  response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
  response.end(JSON.stringify({ files: files.map((filename) => ({ filename })) }));
}

function indexAt(urls: string, cache = folderWith({}), bounds: Partial<Bounds> = {}): OnlineIndex {
  const [main, ...extra] = urls.split(" ");
  const environment = {
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: main,
    PIP_EXTRA_INDEX_URL: extra.join(" "),
    XDG_CACHE_HOME: cache,
  };
  return new OnlineIndex("1.2.3", { environment, home: cache, platform: "linux" }, bounds);
}

/** What an index says in the end of a release, and why it may not. */
async function ask(index: OnlineIndex, ...names: readonly string[]) {
  for (const name of names) index.filesOf(name, "1.0");
  await index.answer();
  return { files: names.map((name) => index.filesOf(name, "1.0")), notes: index.takeNotes() };
}

test("an index is asked once for each package, and the answer is kept on the disk", async () => {
  const { url, requests } = await serve((_, response) => json(response));
  const cache = folderWith({});
  const index = indexAt(url, cache);
  expect(index.hasQuestions).toBe(false);
  expect(await ask(index, "quick", "quick")).toEqual({ files: [FILES, FILES], notes: [] });
  expect(await ask(indexAt(url, cache), "quick")).toEqual({ files: [FILES], notes: [] });
  expect(requests.map((request) => request.url)).toEqual(["/simple/quick/"]);
  expect(requests[0]!.headers["user-agent"]).toBe("dockerlint-xarch/1.2.3");
  expect(requests[0]!.headers.accept).toContain("application/vnd.pypi.simple.v1+json");
});

test("an index that has only HTML is read as well", async () => {
  const links = FILES.map(
    (file) => `<a href="../../x/${file}#sha256=0" data-x="a">${file}</a><br/>`,
  );
  const { url } = await serve((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!DOCTYPE html><html><body>${links.join("\n")}</body></html>`);
  });
  expect((await ask(indexAt(url), "quick")).files).toEqual([FILES]);
});

test("several indexes are asked, and have to answer all", async () => {
  const one = await serve((_, response) => json(response, FILES.slice(0, 1)));
  const other = await serve((_, response) => json(response, FILES.slice(1)));
  const broken = await serve((_, response) => response.writeHead(500).end());
  expect((await ask(indexAt(`${one.url} ${other.url}`), "quick")).files).toEqual([FILES]);
  expect(await ask(indexAt(`${one.url} ${broken.url}`), "quick")).toEqual({
    files: [undefined],
    notes: ["The package index could not tell about quick: it answered 500."],
  });
});

test("what an index does not have is not known", async () => {
  const { url, requests } = await serve((_, response) => response.writeHead(404).end());
  const index = indexAt(url);
  expect(await ask(index, "quick")).toEqual({ files: [undefined], notes: [] });
  expect(index.hasQuestions).toBe(false);
  expect(requests).toHaveLength(1);
});

test.each<[string, Handler, string]>([
  ["an error", (_, response) => response.writeHead(503).end("x"), "it answered 503"],
  [
    "what is no list",
    (_, response) => response.setHeader("content-type", "application/json").end('{"files": 1}'),
    "it answered what is no list of files",
  ],
  [
    "half of a list",
    (_, response) => response.setHeader("content-type", "application/json").end('{"files": ['),
    "it answered what is no list of files",
  ],
  [
    "without end",
    (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("<a>".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    },
    "it answered more than 0.1 MB",
  ],
  ["nothing", () => {}, "it did not answer in time"],
  ["half of an answer", (_, response) => response.write("<a"), "it did not answer in time"],
  ["by hanging up", (request) => request.socket.destroy(), "it cannot be reached (UND_ERR_SOCKET)"],
  [
    "by leading in circles",
    (_, response) => response.writeHead(302, { location: "/simple/quick/" }).end(),
    "it cannot be reached",
  ],
])("an index that answers %s leads to a note", async (_, handler, reason) => {
  const { url } = await serve(handler);
  const bounds = { bytesPerAnswer: 100_000, millisecondsPerRequest: 300 };
  expect(await ask(indexAt(url, folderWith({}), bounds), "quick")).toEqual({
    files: [undefined],
    notes: [`The package index could not tell about quick: ${reason}.`],
  });
});

test("no more is asked than the bounds allow, and little at once", async () => {
  let open = 0;
  let most = 0;
  const { url, requests } = await serve((_, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      json(response);
    }, 5);
  });
  const names = Array.from({ length: 30 }, (_, at) => `package-${at}`);
  const index = indexAt(url, folderWith({}), { requests: 20, concurrency: 3 });
  const { notes } = await ask(index, ...names);
  expect(notes).toEqual([
    "The package index could not tell about package-20 and 9 more: 20 questions are enough.",
  ]);
  expect(requests).toHaveLength(20);
  expect(most).toBe(3);
});

test("the time for all questions together is bounded, too", async () => {
  const { url, requests } = await serve(() => {});
  const index = indexAt(url, folderWith({}), { milliseconds: 100, concurrency: 1 });
  const { notes } = await ask(index, "quick", "other");
  expect(notes).toEqual([
    "The package index could not tell about quick and 1 more: it did not answer in time.",
  ]);
  expect(requests).toHaveLength(1);
});

test("names that are none never become an address", async () => {
  const { url, requests } = await serve((_, response) => json(response));
  const { files } = await ask(indexAt(url), "..", "a/../../b", "x?y", "", "-", "a%2fb");
  expect(files.every((each) => each === undefined)).toBe(true);
  expect(requests).toEqual([]);
});

test("credentials of an address are sent as such, and appear nowhere", async () => {
  const { host, requests } = await serve((_, response) => response.writeHead(401).end());
  const { notes } = await ask(indexAt(`http://me:pass%40word@${host}/simple`), "quick");
  expect(requests[0]!.headers.authorization).toBe(`Basic ${btoa("me:pass@word")}`);
  expect(notes).toEqual(["The package index could not tell about quick: it answered 401."]);
});

test("a cache that cannot be read or written costs a question", async () => {
  const { url, requests } = await serve((_, response) => json(response));
  const cache = folderWith({ "dockerlint-xarch": "a file in the place of the folder" });
  for (let at = 0; at < 2; at++) {
    expect((await ask(indexAt(url, cache), "quick")).files).toEqual([FILES]);
  }
  expect(requests).toHaveLength(2);
});

test("the index is the one that pip is configured to use", () => {
  const home = folderWith({
    ".config/pip/pip.conf":
      "[global]\nindex-url = https://a.example/simple/\nextra-index-url =\n    https://b.example/simple\n    https://c.example/simple\n# index-url = x\n[install]\nindex-url: https://d.example/simple\n[list]\nindex-url = https://e.example\n",
    "venv/pip.conf": "[global]\nno_index = true\n",
  });
  const of = (environment: Record<string, string>) =>
    pipIndexes({ home, platform: "linux", environment: { XDG_CONFIG_DIRS: home, ...environment } });
  const extra = ["https://b.example/simple", "https://c.example/simple"];
  expect(of({})).toEqual(["https://d.example/simple", ...extra]);
  expect(of({ PIP_INDEX_URL: "https://f.example/" })).toEqual(["https://f.example", ...extra]);
  expect(of({ VIRTUAL_ENV: `${home}/venv` })).toEqual([]);
  expect(of({ VIRTUAL_ENV: `${home}/venv`, PIP_NO_INDEX: "0" })).toHaveLength(3);
});

test("no index is asked that nobody has named", () => {
  const home = folderWith({});
  const of = (environment: Record<string, string>) =>
    pipIndexes({ home, platform: "linux", environment });
  expect(of({ PIP_CONFIG_FILE: "/dev/null" })).toEqual([]);
  // What the others have is not all there is.
  const others = { PIP_EXTRA_INDEX_URL: "https://b.example/simple" };
  expect(of({ PIP_CONFIG_FILE: "/dev/null", ...others })).toEqual([]);
});

test.each([
  ["quick", "1.0", ["quick-1.0.tar.gz", "Quick-1.0.0-py3-none-any.whl"], 2],
  ["my-pkg", "2.0.post1", ["my-pkg-2.0.post1.zip", "my_pkg-2.0.post1-1-py3-none-any.whl"], 2],
  ["my-pkg", "2.0", ["my-pkg-2.0.post1.zip", "my_pkg-2.0rc1-py3-none-any.whl", "my-2.0.zip"], 0],
  ["x", "1.0+cpu", ["x-1.0+cpu-cp312-cp312-linux_x86_64.whl", "x-1.0.tar.gz"], 1],
])("the files of %s %s are told by their names", (name, version, files, count) => {
  expect(filesOfRelease(files, name, version)).toHaveLength(count);
});

test("--online names what is built from source; without it nobody is asked", async () => {
  const { url, requests } = await serve((_, response) => json(response));
  const folder = folderWith({
    ".git/HEAD": "",
    Dockerfile:
      "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
    "requirements.txt": "quick==1.0\n",
  });
  const env = {
    ...process.env,
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: url,
    PIP_EXTRA_INDEX_URL: "",
    XDG_CACHE_HOME: folderWith({}),
  };
  const run = async (...options: readonly string[]) => {
    const args = [bundle, "--exit-zero", "--target-platform", "linux/arm64", ...options, "."];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    return stdout;
  };
  const sentence = "it builds quick 1.0 (requirements.txt:1) from source";
  expect(await run()).not.toContain(sentence);
  expect(requests).toHaveLength(0);
  expect(await run("--online")).toContain(sentence);
  expect(await run("--online")).toContain(sentence);
  expect(requests).toHaveLength(1);
});
