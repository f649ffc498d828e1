import { describe, expect, test } from "vitest";
import { ecosystems } from "../rules/index.ts";
import { fixSource } from "../src/engine/fix.ts";
import { Engine } from "../src/engine/lint.ts";
import { fix } from "../src/index.ts";
import type { Severity } from "../src/rule/diagnostic.ts";
import type { Fix } from "../src/rule/fix.ts";
import type { Rule } from "../src/rule/rule.ts";
import { SourceText } from "../src/text/source.ts";

const GO = `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM debian:12
COPY --from=build /app /app
`;

const ARGS = "ARG TARGETOS TARGETARCH TARGETVARIANT";
const TARGET = "GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v}";

/** Go's recipe writes every kind of edit: a flag, a line, words inside a command. */
describe("new text follows the file, and the rest stays byte for byte", () => {
  const fixed = (text: string) => fix(text).after.text;

  test("as most people write", () => {
    expect(fixed(GO)).toBe(
      GO.replace("FROM golang", "FROM --platform=$BUILDPLATFORM golang")
        .replace("RUN", `${ARGS}\nRUN`)
        .replace("go build", `${TARGET} go build`),
    );
  });

  test("CRLF, a BOM and no last line end", () => {
    const text = `\ufeff${GO.trimEnd().replaceAll("\n", "\r\n")}`;
    expect(fixed(text)).toBe(`\ufeff${fixed(GO).trimEnd().replaceAll("\n", "\r\n")}`);
  });

  test("lower-case keywords", () => {
    const lower = (text: string) => text.replace(/^[A-Z]+(?= )/gm, (word) => word.toLowerCase());
    expect(fixed(lower(GO))).toBe(lower(fixed(GO)));
  });

  test("${X} where the file prefers it", () => {
    const braced = `ARG VERSION=1.24\n${GO.replace("1.24", "${VERSION}")}`;
    expect(fixed(braced)).toContain("--platform=${BUILDPLATFORM} golang:${VERSION}");
    expect(fixed(braced)).toContain("GOOS=${TARGETOS} GOARCH=${TARGETARCH}");
  });

  test("comments, continuations and indentation", () => {
    const run =
      "  # the server\n  RUN set -e; \\\n    # small\n    CGO_ENABLED=0 \\\n      go build -o /app .\n";
    const text = GO.replace(/RUN.*\n/, run);
    expect(fixed(text)).toContain(
      `  ${ARGS}\n  # the server\n  RUN set -e; \\\n    # small\n    CGO_ENABLED=0 \\\n      ${TARGET} go build`,
    );
  });

  test("a heredoc, an exec form with a shell, and a nested script", () => {
    const build = "CGO_ENABLED=0 go build -o /app .";
    const result = `CGO_ENABLED=0 ${TARGET} go build -o /app .`;
    for (const [before, after] of [
      [`RUN <<EOF\n${build}\nEOF`, `RUN <<EOF\n${result}\nEOF`],
      [`RUN ["sh", "-c", "${build}"]`, `RUN ["sh", "-c", "${result}"]`],
      [`RUN bash -ec '${build}'`, `RUN bash -ec '${result}'`],
    ] as const) {
      expect(fixed(GO.replace(/RUN.*/, () => before))).toContain(`${ARGS}\n${after}\n`);
    }
  });

  test("another escape character", () => {
    const text = `# escape=\`\n${GO.replace("go build -o", "go build `\n  -o")}`;
    expect(fixed(text)).toContain(`${TARGET} go build \`\n  -o`);
  });

  test("an ARG that is declared is not declared again", () => {
    const text = GO.replace("COPY . .", "ARG TARGETOS\nARG TARGETARCH\nCOPY . .");
    expect(fixed(text)).toContain("ARG TARGETVARIANT\nRUN");
    expect(fixed(text)).not.toContain(ARGS);
  });
});

/** A rule that finds a word and replaces it. */
function replacing(id: string, word: string, text: string, more: Partial<Fix> = {}): Rule {
  return {
    id,
    severity: "warning",
    summary: "a word",
    docs: { what: "", why: "", bad: "", good: "", exceptions: "" },
    *check({ graph }) {
      const start = graph.dockerfile.source.text.indexOf(word);
      if (start < 0) return;
      const edits = [{ start, end: start + word.length, text }];
      const repair = { title: `Replace ${word}`, applicability: "safe", assumptions: [], edits };
      yield {
        message: word,
        span: { start, end: start + word.length },
        remedy: () => ({ fix: { ...repair, ...more } as Fix }),
      };
    },
  };
}

/** A rule that finds a word and does nothing about it. */
function finding(word: string, severity: Severity): Rule {
  return {
    ...replacing("finds", word, ""),
    severity,
    *check({ graph }) {
      const start = graph.dockerfile.source.text.indexOf(word);
      if (start >= 0) yield { message: word, span: { start, end: start + word.length } };
    },
  };
}

describe("the engine", () => {
  const run = (rules: Rule[], text: string, unsafe = false) =>
    fixSource(new Engine({ rules, ecosystems }), new SourceText("Dockerfile", text), { unsafe });

  test("makes fixes that go together in one pass, and the others in the next", () => {
    const rules = [replacing("one", "RUN a b", "RUN x b"), replacing("two", "b c", "y c")];
    const { after, applied } = run(rules, "FROM i\nRUN a b c\n");
    expect(after.text).toBe("FROM i\nRUN x y c\n");
    expect(applied.map(({ rule }) => rule)).toEqual(["one", "two"]);
  });

  test("makes the same edit of two fixes once", () => {
    const rules = [replacing("one", "RUN a", "RUN b"), replacing("two", "RUN a", "RUN b")];
    const { after, applied } = run(rules, "FROM i\nRUN a\n");
    expect(after.text).toBe("FROM i\nRUN b\n");
    expect(applied).toHaveLength(2);
  });

  test("stops where fixes undo each other", () => {
    const rules = [replacing("one", "RUN a", "RUN b"), replacing("two", "RUN b", "RUN a")];
    const { after, skipped } = run(rules, "FROM i\nRUN a\n");
    expect(after.text).toBe("FROM i\nRUN b\n");
    expect(skipped).toMatchObject([{ rule: "two", reason: "it undoes another fix" }]);
  });

  test("ends although a fix makes work for itself", () => {
    const { after } = run([replacing("grows", "RUN a", "RUN aa\nRUN a")], "FROM i\nRUN a\n");
    expect(after.text.split("\n").length).toBeLessThan(20);
  });

  test("leaves unsafe fixes alone unless they are asked for", () => {
    const rules = [replacing("one", "RUN a", "RUN b", { applicability: "unsafe" })];
    expect(run(rules, "FROM i\nRUN a\n").after.text).toBe("FROM i\nRUN a\n");
    expect(run(rules, "FROM i\nRUN a\n").skipped).toMatchObject([{ rule: "one" }]);
    expect(run(rules, "FROM i\nRUN a\n", true).after.text).toBe("FROM i\nRUN b\n");
  });

  test.each([
    ["breaks the syntax", "RUN a", "RUM a", "FROM i\nRUN a\n", "BuildKit would refuse its result"],
    [
      "loses the stage of a COPY",
      "AS s",
      "AS t",
      "FROM i AS s\nFROM j\nCOPY --from=s /a /b\n",
      "a COPY would lose the stage",
    ],
    [
      "moves the image to another platform",
      "FROM j",
      "FROM --platform=$BUILDPLATFORM j",
      "FROM j\nRUN a\n",
      "the image would be on the build platform",
    ],
  ])("takes back a fix that %s", (_, word, text, source, reason) => {
    const { after, skipped, applied } = run([replacing("bad", word, text)], source);
    expect(after.text).toBe(source);
    expect(applied).toEqual([]);
    expect(skipped[0]!.reason).toContain(reason);
  });

  test("takes back a fix that adds an error, and makes the others", () => {
    const rules = [
      replacing("bad", "RUN a", "RUN leak"),
      replacing("good", "RUN c", "RUN d"),
      finding("leak", "error"),
    ];
    const { after, skipped } = run(rules, "FROM i\nRUN a\nRUN c\n");
    expect(after.text).toBe("FROM i\nRUN a\nRUN d\n");
    expect(skipped).toMatchObject([{ rule: "bad", reason: "its result has a new finding: finds" }]);
  });
});
