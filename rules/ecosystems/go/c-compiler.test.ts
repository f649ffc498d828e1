import { expect, test } from "vitest";
import { engine } from "../../../src/index.ts";
import { SourceText } from "../../../src/text/source.ts";

/** Whether the move of a Go stage rests on what cgo does. */
function restsOnCgo(from: string, lines: readonly string[] = []): boolean {
  const text = [
    `FROM ${from} AS build`,
    "WORKDIR /src",
    "COPY . .",
    ...lines,
    "RUN go build -o /app .",
    "FROM scratch",
    "COPY --from=build /app /app",
    "",
  ].join("\n");
  const { diagnostics } = engine.lint(new SourceText("Dockerfile", text));
  const remedy = diagnostics.find(({ rule }) => rule === "emulated-step")?.remedy?.();
  if (remedy === undefined || !("fix" in remedy)) throw new Error(`no fix: ${remedy?.refusal}`);
  return remedy.fix.assumptions.some((each) => each.includes("cgo"));
}

test.each([
  "golang:alpine",
  "golang:1-alpine",
  "golang:1.20-alpine",
  "golang:1.24.3-alpine3.21",
  "golang:1.25rc1-alpine",
  "docker.io/library/golang:1.24-alpine",
])("%s has no C compiler, and turns cgo off", (image) => {
  expect(restsOnCgo(image)).toBe(false);
});

test.each([
  ["golang:1.24", "Debian's variant has gcc"],
  ["golang:1.19-alpine", "Go asks for a compiler from 1.20 on"],
  ["golang:1.24-bookworm", "Debian's variant has gcc"],
  ["acme/golang:1.24-alpine", "it is somebody else's"],
  ["registry.example.com/golang:1.24-alpine", "it is somebody else's"],
  ["alpine:3.20", "the distribution's Go needs gcc"],
])("%s may have one: %s", (image) => {
  expect(restsOnCgo(image)).toBe(true);
});

test.each([
  ["RUN apk add --no-cache git make tzdata", false],
  ["RUN apk add -t .tools upx=4.2.1-r0 ca-certificates && go mod download", false],
  ["RUN go install example.com/tool@v1", false],
  ["RUN --mount=type=cache,target=/root/.cache/go-build go mod download", false],
  ["ENV PATH=/go/bin:$PATH", false],
  ["COPY tool.json /usr/local/bin/", false],
  ["RUN apk add --no-cache gcc musl-dev", true],
  ["RUN apk add build-base", true],
  ["RUN apk add $PACKAGES", true],
  ["ENV CC=clang", true],
  ["ENV PATH=/opt/cross/bin:/usr/bin", true],
  ["ENV GOTOOLCHAIN=go1.19", true],
  ["RUN go generate ./...", true],
  ["COPY tools /usr/local/bin/", true],
  ["COPY wrapper /usr/bin/gcc", true],
  ["COPY rootfs /", true],
  ["RUN wget -qO- https://example.com/cross.tgz | tar xz -C /opt", true],
])("%s: cgo may be on is %s", (line, isOpen) => {
  expect(restsOnCgo("golang:1.24-alpine", [line])).toBe(isOpen);
});

test("cgo that is turned on by hand is another matter", () => {
  const text =
    "FROM golang:1.24-alpine AS b\nRUN CGO_ENABLED=1 go build -o /a\nFROM scratch\nCOPY --from=b /a /\n";
  const { diagnostics } = engine.lint(new SourceText("Dockerfile", text));
  expect(diagnostics[0]?.remedy?.()).toMatchObject({
    refusal: expect.stringContaining("cgo is on"),
  });
});
