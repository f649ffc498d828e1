import { describe, expect, test } from "vitest";
import { FolderContext } from "../../src/context/build-context.ts";
import { conventionalContext } from "../../src/context/convention.ts";
import { MemoryFiles } from "../../src/context/memory.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import { engine } from "../../src/index.ts";
import { SourceText } from "../../src/text/source.ts";

const FILES = { "go.mod": "root", "api/go.mod": "api", "api/v1/go.mod": "v1" };

/** What the last step of the last stage finds at a path. */
function find(dockerfile: string, path: string, files: Readonly<Record<string, string>> = FILES) {
  const context = new FolderContext(new MemoryFiles(Object.entries(files)), "", "Dockerfile");
  const analysis = engine.analyse(new SourceText("Dockerfile", dockerfile), { context });
  const { stage } = analysis.stages.at(-1)!;
  const found = contextFile(analysis, stage, stage.steps.at(-1)!, path);
  if (found.kind === "file") return found.source.text;
  return found.kind === "unknown" ? `unknown: it ${found.reason}` : "missing";
}

describe("a step finds in the image", () => {
  test.each([
    ["the whole context", "WORKDIR /src\nCOPY . .", "/src/go.mod", "root"],
    ["a folder's contents", "COPY api /src", "/src/go.mod", "api"],
    ["a folder below it", "COPY api /src", "/src/v1/go.mod", "v1"],
    ["a file under its name", "COPY api/go.mod /src/", "/src/go.mod", "api"],
    ["a file under another name", "COPY api/go.mod /src/x.mod", "/src/x.mod", "api"],
    ["what a pattern means", "COPY api/go.* /src/", "/src/go.mod", "api"],
    ["the last that was copied", "COPY . /src\nCOPY api/go.mod /src/", "/src/go.mod", "api"],
    ["a value of an ARG", "ARG D=api\nCOPY $D /src", "/src/go.mod", "api"],
    ["nothing that was not copied", "COPY api /api", "/src/go.mod", "missing"],
    ["nothing that is not there", "COPY . /src", "/src/go.sum", "missing"],
    ["nothing that was removed", "COPY . /src\nRUN rm -r /src/api", "/src/api/go.mod", "missing"],
  ])("%s", (_, lines, path, found) => {
    expect(find(`FROM golang\n${lines}\nRUN go build`, path)).toBe(found);
  });

  test("what its stage's parents and other stages copied", () => {
    const base = "FROM golang AS base\nCOPY api /src\n";
    expect(find(`${base}FROM base\nRUN go build`, "/src/go.mod")).toBe("api");
    const copy = `${base}FROM golang\nCOPY --from=base /src /app\nRUN go build`;
    expect(find(copy, "/app/go.mod")).toBe("api");
  });

  test("what it has mounted from the context", () => {
    const run = (mount: string) => `FROM golang\nWORKDIR /src\nRUN --mount=${mount} go build`;
    expect(find(run("type=bind,target=."), "/src/go.mod")).toBe("root");
    expect(find(run("type=bind,source=api/go.mod,target=go.mod"), "/src/go.mod")).toBe("api");
    expect(find(run("type=cache,target=/src"), "/src/go.mod")).toBe("missing");
  });
});

describe("it is not known what stands", () => {
  test.each([
    ["where a command wrote", "COPY . /src\nRUN echo > /src/go.mod", "may be made by line 3"],
    ["where a file was edited", "COPY . /\nRUN sed -i s/a/b/ go.mod", "may be changed by line 3"],
    ["behind a variable", "ARG D\nCOPY $D /", "comes from ${D}, which only a build knows"],
    ["in a file of an image", "COPY --from=alpine /x/go.mod /", "comes from elsewhere"],
    ["behind a URL", "ADD https://example.com/go.mod /", "comes from elsewhere"],
  ])("%s", (_, lines, reason) => {
    const path = lines.includes("/src") ? "/src/go.mod" : "/go.mod";
    const found = find(`FROM golang\n${lines}\nRUN go build`, path);
    expect(found).toBe(`unknown: it ${reason}`);
  });
});

describe("the folder that is taken for the build context", () => {
  const of = (path: string, dockerfile: string) => {
    const files = new MemoryFiles(Object.entries({ ...FILES, [path]: dockerfile }));
    return conventionalContext(files, path, new SourceText(path, dockerfile));
  };

  test.each([
    ["api/Dockerfile", "FROM golang\nCOPY go.mod .\n", "api"],
    ["api/Dockerfile", "FROM golang\nCOPY api/go.mod .\n", ""],
    ["docker/web/Dockerfile", "FROM golang\nCOPY --from=x a b\nCOPY api .\n", ""],
    ["docker/Dockerfile", "FROM golang\nADD https://example.com/x.tar.gz $X /\n", "docker"],
    ["docker/Dockerfile", "FROM golang\nRUN --mount=source=go.mod,target=go.mod true\n", ""],
    ["docker/Dockerfile", "FROM golang\nCOPY main.go ../go.mod .\n", undefined],
  ])("of %s with %j is %j", (path, dockerfile, folder) => {
    expect(of(path, dockerfile)).toBe(folder);
  });
});
