import { describe, expect, test } from "vitest";
import { lint, plan } from "../../src/index.ts";
import { parseDockerfile } from "../../src/syntax/dockerfile.ts";
import { expandWord } from "../../src/syntax/expand.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { flagNamed } from "../../src/syntax/instruction.ts";
import { SourceText } from "../../src/text/source.ts";

/**
 * What dockerfile-ast 0.7.1 reads otherwise than BuildKit, and the project reads as BuildKit does:
 * why there is a tree of its own.
 */
const read = (text: string) => parseDockerfile(new SourceText("Dockerfile", text));

/** The instructions of a file, each as keyword and arguments. */
const linesOf = (text: string) => read(text).instructions.map(({ logical }) => logical.text);

const only = (text: string) => {
  const { instructions } = read(text);
  expect(instructions).toHaveLength(1);
  return instructions[0]!;
};

const wordsOf = (text: string) => only(text).words.map((word) => word.text);

describe("the end of an instruction", () => {
  test("a double backslash at the end of a line does not continue it", () => {
    expect(linesOf("FROM a\nRUN echo a\\\\\nRUN b\n")).toEqual([
      "FROM a",
      "RUN echo a\\\\",
      "RUN b",
    ]);
  });

  test("blank lines behind the last instruction belong to nothing", () => {
    const { instructions } = read("FROM a\n\n\n");
    expect(instructions.map(({ span, line, endLine }) => ({ span, line, endLine }))).toEqual([
      { span: { start: 0, end: 6 }, line: 1, endLine: 1 },
    ]);
    expect(plan("FROM a\n\n\n").stages).toHaveLength(1);
  });

  test("a comment inside a continuation may hold a backslash", () => {
    const { instructions, comments } = read("FROM a\nRUN \\\n# a\\b\n  c\nRUN d\n");
    expect(instructions.map(({ args }) => args.text)).toEqual(["a", "c", "d"]);
    expect(comments.map(({ text }) => text)).toEqual(["a\\b"]);
  });

  test("an indented comment inside a continuation is no argument", () => {
    const run = only("RUN a && \\\n    # why\n    b\n");
    expect(run.args.text).toBe("a &&     b");
    expect(run.span).toEqual({ start: 0, end: 26 });
  });

  test("a form feed and a vertical tab are white space", () => {
    const { instructions, faults } = read("FROM a\n\f\vRUN\vb\fc\n");
    expect(faults).toEqual([]);
    expect(instructions.map(({ name, args }) => [name, args.text])).toEqual([
      ["FROM", "a"],
      ["RUN", "b\fc"],
    ]);
  });
});

describe("heredocs", () => {
  const heredocsOf = (text: string) =>
    read(text).instructions.flatMap(({ heredocs }) =>
      heredocs.map(({ name, chomp, expand, fileDescriptor, content }) => {
        return { name, chomp, expand, fileDescriptor, content: content.text };
      }),
    );
  const plain = { chomp: false, expand: true, fileDescriptor: 0 };

  test("a heredoc sign in quotes is text", () => {
    const text = 'FROM a\nRUN echo "cat <<EOF here"\nRUN b\n';
    expect(linesOf(text)).toEqual(["FROM a", 'RUN echo "cat <<EOF here"', "RUN b"]);
    expect(heredocsOf(text)).toEqual([]);
  });

  test("a blank may stand before the name", () => {
    const text = "FROM a\nRUN cat << EOF\nx\nEOF\nRUN b\n";
    expect(heredocsOf(text)).toEqual([{ ...plain, name: "EOF", content: "x\n" }]);
    expect(linesOf(text)).toEqual(["FROM a", "RUN cat << EOF", "RUN b"]);
  });

  test("a file descriptor may stand before the sign", () => {
    expect(heredocsOf("RUN cat 3<<EOF\nx\nEOF\n")).toEqual([
      { ...plain, name: "EOF", content: "x\n", fileDescriptor: 3 },
    ]);
  });

  test("a name may be quoted in its middle", () => {
    expect(heredocsOf("RUN cat <<E'O'F\n$x\nEOF\n")).toEqual([
      { ...plain, name: "EOF", content: "$x\n", expand: false },
    ]);
  });

  test("a sign without a name is no heredoc", () => {
    expect(heredocsOf("FROM a\nRUN cat <<-\nRUN b\n")).toEqual([]);
    expect(linesOf("FROM a\nRUN cat <<-\nRUN b\n")).toEqual(["FROM a", "RUN cat <<-", "RUN b"]);
  });

  test("tabs are taken away from the heredoc that asks for it, not from the one behind it", () => {
    const text = "COPY <<-A <<B /x/\n\tone\n\tA\n\ttwo\n\tB\nB\n";
    expect(heredocsOf(text)).toEqual([
      { ...plain, name: "A", chomp: true, content: "\tone\n" },
      { ...plain, name: "B", content: "\ttwo\n\tB\n" },
    ]);
  });

  test("a backslash and blank lines are content like any other", () => {
    const text = "RUN cat <<EOF\n\\\n\n\nEOF\n";
    const [heredoc] = only(text).heredocs;
    expect(heredoc!.content.text).toBe("\\\n\n\n");
    expect(heredoc!.content.span).toEqual({ start: 14, end: 18 });
    expect(heredoc!.terminator).toEqual({ start: 18, end: 21 });
  });

  test("the content is no argument", () => {
    const copy = only("COPY <<EOF /x\none two\nEOF\n");
    expect(copy.words.map((word) => word.text)).toEqual(["<<EOF", "/x"]);
    expect(copy.args.text).toBe("<<EOF /x");
  });
});

describe("directives", () => {
  test("a comment with an equals sign is no directive, and none follows it", () => {
    const { directives, escape, comments } = read("# x = y\n# escape=`\nFROM a\nRUN b `\nRUN c\n");
    expect(directives).toEqual([]);
    expect(escape).toBe("\\");
    expect(comments.map(({ text }) => text)).toEqual(["x = y", "escape=`"]);
    expect(linesOf("# x = y\n# escape=`\nFROM a\nRUN b `\nRUN c\n")).toEqual([
      "FROM a",
      "RUN b `",
      "RUN c",
    ]);
  });

  test("a check directive counts behind a line that begins with #!", () => {
    const from = "FROM --platform=linux/amd64 a AS b\nRUN c\n\nFROM d\nCOPY --from=b /e /e\n";
    const rulesOf = (text: string) => lint(text).diagnostics.map(({ rule }) => rule);
    expect(rulesOf(from)).toEqual(["hardcoded-platform"]);
    const check = "# check=skip=FromPlatformFlagConstDisallowed\n";
    expect(rulesOf(check + from)).toEqual([]);
    expect(rulesOf(`#!/usr/bin/env docker\n${check}${from}`)).toEqual([]);
  });
});

describe("the exec form", () => {
  test("strings keep their blanks and lose their escapes", () => {
    const text = String.raw`CMD ["a b", " c ", "d\\e", "f\tg", "\u0068\"", "i\/"]`;
    expect(wordsOf(text)).toEqual(["a b", " c ", "d\\e", "f\tg", 'h"', "i/"]);
    expect(only(text).exec).toBe(true);
  });

  test.each([
    ["a comma behind the last string", 'RUN ["a",]', ['["a",]']],
    ["a command behind the brackets", 'RUN ["a"] && b', ['["a"] && b']],
    ["single quotes", "RUN ['a']", ["['a']"]],
    ["no quotes", "RUN [ -f a ]", ["[ -f a ]"]],
  ])("brackets with %s are the shell form", (_, text, words) => {
    expect(only(text).exec).toBe(false);
    expect(wordsOf(text)).toEqual(words);
  });
});

describe("arguments", () => {
  test("an ARG may declare several variables", () => {
    const { assignments } = only("ARG X Y=1 Z='a b'");
    expect(assignments.map(({ name, value }) => [name.text, value?.text])).toEqual([
      ["X", undefined],
      ["Y", "1"],
      ["Z", "'a b'"],
    ]);
  });

  test("a flag is found among others", () => {
    const copy = only("COPY --link --from=build --chmod=755 a b");
    expect(flagNamed(copy, "from")?.value?.text).toBe("build");
    expect(flagNamed(copy, "from")?.raw.span).toEqual({ start: 12, end: 24 });
    expect(copy.flags.map(({ name }) => name)).toEqual(["link", "from", "chmod"]);
  });

  test("the value of a flag may be quoted", () => {
    const run = only("RUN --mount='type=bind,source=a b' c d");
    expect(run.flags.map(({ word }) => word.text)).toEqual(["--mount=type=bind,source=a b"]);
    expect(run.flags[0]!.raw.text).toBe("--mount='type=bind,source=a b'");
    expect(run.args.text).toBe("c d");
  });

  test("two dashes end the flags and are none", () => {
    const run = only("RUN --network=none -- --help");
    expect(run.flags.map(({ name }) => name)).toEqual(["network"]);
    expect(run.args.text).toBe("--help");
  });
});

describe("variables", () => {
  test.each([
    ["${N-def}", "def", ["N"]],
    ["${A:-${B}}", "", ["A", "B"]],
    ["${A:-x${B}y}", "xy", ["A", "B"]],
    ["${O:-a b}", "a b", ["O"]],
    ["'$H'", "$H", []],
    ["\\$H", "$H", []],
    ["$(uname -m)", "$(uname -m)", []],
    ["$A-b", "-b", ["A"]],
  ])("%s asks for the variables that it names", (word, text, names) => {
    const expansion = expandWord(word, () => undefined, "\\");
    expect(expansion.text).toBe(text);
    expect([...expansion.unmatched].toSorted()).toEqual(names);
  });

  test("the platforms are there without being declared", () => {
    const platforms = "BUILDPLATFORM TARGETPLATFORM".split(" ");
    const file = platforms.map((name) => `FROM --platform=$${name} a\n`).join("");
    expect(plan(file).stages.map(({ platform }) => platform)).toEqual(["build", "target"]);
    const parts = "FROM --platform=$TARGETOS/$TARGETARCH${TARGETVARIANT:+/$TARGETVARIANT} a\n";
    expect(plan(parts).stages[0]!.platform).toBe("target");
  });
});

test("an image with a registry, a tag and a digest has all three", () => {
  expect(readImageReference("reg:5000/a/b:1.2@sha256:aa")).toEqual({
    text: "reg:5000/a/b:1.2@sha256:aa",
    registry: "reg:5000",
    repository: "a/b",
    tag: "1.2",
    digest: "sha256:aa",
  });
});
