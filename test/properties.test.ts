import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { engine } from "../src/index.ts";
import { SourceText } from "../src/text/source.ts";
import { checkInvariants, FUZZ_SEED, fuzzRuns } from "./support/invariants.ts";
import { PIECES } from "./support/pieces.ts";

const settings = (runs: number) => ({ seed: FUZZ_SEED, numRuns: fuzzRuns(runs) });

describe("whatever a file holds, it is read, linted, planned and fixed without a fault", () => {
  const holds = (texts: fc.Arbitrary<string>, runs: number) =>
    fc.assert(
      fc.property(texts, (text) => checkInvariants(text)),
      settings(runs),
    );

  test("arbitrary Unicode", () => {
    holds(fc.string({ unit: "binary", maxLength: 300 }), 300);
  });

  test("arbitrary UTF-16, halves of surrogate pairs included", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    holds(fc.string({ unit, maxLength: 300 }), 300);
  });

  test("the characters that mean something, in any order", () => {
    const unit = fc.constantFrom(
      ..."FROMRUN \n\r\t\\`#$\"'{}[]()<>&|;=:-,/@*?~!a1.\ufeff\u00a0\v\f",
    );
    holds(fc.string({ unit, maxLength: 120 }), 600);
  });

  test("pieces of Dockerfiles, in any order", () => {
    holds(pieces(), 800);
  });

  test("Dockerfiles", () => {
    holds(
      dockerfile().map(({ text }) => text),
      150,
    );
  });
});

describe("texts that random tests have found", () => {
  test.each([
    [
      "a backslash that ends a script inside backquotes",
      "# escape=`\nFROM a\nRUN pip install ${A`\\",
    ],
    ["an instruction that begins with a continuation", "\\\n\nFROM a"],
    ["a backquote that nobody closes before a heredoc", "FROM a\nRUN `b <<EOF\nEOF"],
    ["a heredoc without its end in a file without its last line end", "FROM a\nRUN <<EOF\nb"],
    ["a heredoc behind a comment sign", "FROM a\nRUN  # <<$A\n$A\n"],
  ])("%s", (_, text) => checkInvariants(text));
});

describe("a file that BuildKit accepts", () => {
  test("has no syntax error, and the instructions and stages that were written", () => {
    fc.assert(
      fc.property(dockerfile(), ({ text, names, stages }) => {
        const { graph } = engine.analyse(new SourceText("Dockerfile", text));
        expect(graph.faults).toEqual([]);
        expect(graph.dockerfile.instructions.map(({ name }) => name)).toEqual(names);
        expect(graph.stages.map(({ name }) => name)).toEqual(stages);
      }),
      settings(400),
    );
  });
});

function pieces(): fc.Arbitrary<string> {
  const some = fc.array(fc.constantFrom(...PIECES), { maxLength: 40, size: "max" });
  return fc
    .tuple(fc.constantFrom("", "FROM a\n", "\ufeff# escape=`\nFROM a AS b\nRUN "), some)
    .map(([head, parts]) => head + parts.join(""));
}

/** A Dockerfile that is right, and what it says. */
interface Written {
  readonly text: string;
  /** The keywords, in upper case. */
  readonly names: readonly string[];
  readonly stages: readonly (string | undefined)[];
}

/** Stands for an escape character and a line end. */
const BREAK = "\u0001";

/** An instruction: keyword, arguments, and the lines of a heredoc behind it. */
type Line = readonly [keyword: string, args: string, behind?: string];

function dockerfile(): fc.Arbitrary<Written> {
  return fc
    .record({
      mark: fc.constantFrom("", "\ufeff"),
      directives: fc.subarray(["# syntax=docker/dockerfile:1", "# check=skip=JSONArgsRecommended"]),
      escape: fc.constantFrom("\\", "`"),
      end: fc.constantFrom("\n", "\r\n"),
      last: fc.boolean(),
      lower: fc.boolean(),
      indent: fc.constantFrom("", "", "  ", "\t"),
      between: fc.array(fc.constantFrom("", "# a comment", "#", "  # dockerlint-xarch x"), {
        maxLength: 3,
      }),
      globals: fc.array(argument(), { maxLength: 2 }),
      stages: fc.array(stage(), { minLength: 1, maxLength: 4 }),
    })
    .map((parts) => {
      const { escape, end, between, lower, indent } = parts;
      const lines = [...parts.globals, ...parts.stages.flatMap((one, index) => one.lines(index))];
      const directives = [...parts.directives, ...(escape === "`" ? ["# escape=`"] : [])];
      const written = lines.map(([keyword, args, behind]) => {
        const line = `${indent}${lower ? keyword.toLowerCase() : keyword} ${args}`;
        const comments = between.map((comment) => `${comment}\n`).join("");
        const head = line.replaceAll(BREAK, `${escape}\n${comments}`);
        return comments + (behind === undefined ? head : `${head}\n${behind}`);
      });
      const text = [...directives, ...written].join("\n") + (parts.last ? "\n" : "");
      return {
        text: parts.mark + text.replaceAll("\n", end),
        names: lines.map(([keyword]) => keyword),
        stages: parts.stages.map(({ named }, index) => (named ? `stage-${index}` : undefined)),
      };
    });
}

const PLATFORMS = ["$BUILDPLATFORM", "$TARGETPLATFORM", "linux/amd64", "${A:-linux/arm64}"];

function stage() {
  return fc
    .record({
      named: fc.boolean(),
      platform: fc.constantFrom("", ...PLATFORMS.map((platform) => `--platform=${platform} `)),
      base: fc.constantFrom(..."python:3.12-slim golang:1.24 node:22 scratch alpine".split(" ")),
      body: fc.array(instruction(), { maxLength: 6 }),
    })
    .map(({ named, platform, base, body }) => ({
      named,
      lines: (index: number): Line[] => [
        ["FROM", `${platform}${base}${named ? `${BREAK} AS stage-${index}` : ""}`],
        ...body,
      ],
    }));
}

const WORD = fc.constantFrom(
  ..."a b-c /usr/src . x=1 -v --flag $HOME ${A:-b} 'one two' \"$(uname -m)\" *.txt".split(" "),
);

const COMMAND = fc.constantFrom(
  "true",
  "apt-get update",
  "pip install -r requirements.txt",
  "CGO_ENABLED=0 go build -o /out/app .",
  "npm ci",
  'sh -c "cargo build --release"',
  "for i in 1 2; do make; done",
  "if [ -f a ]; then ./configure; fi",
  "(cd x; mvn package)",
  "cat a | sort > b",
  "cd /src",
  "export A=1",
);

function argument(): fc.Arbitrary<Line> {
  const value = fc.constantFrom("", "=1", "=linux/amd64", "='a b'", "=$TARGETARCH");
  return value.map((text): Line => ["ARG", `A${text}`]);
}

function script(): fc.Arbitrary<string> {
  const join = fc.constantFrom(" && ", ` && ${BREAK}    `, `; ${BREAK}`, ` ${BREAK}  || `);
  return fc
    .tuple(COMMAND, fc.array(fc.tuple(join, COMMAND), { maxLength: 4 }))
    .map(([first, rest]) => first + rest.flat().join(""));
}

function instruction(): fc.Arbitrary<Line> {
  const words = fc.array(WORD, { minLength: 2, maxLength: 4 });
  const text = words.map((list) => list.join(" "));
  const strings = words.map((list) => JSON.stringify(list).replaceAll(",", `, ${BREAK}`));
  const flags = fc.constantFrom("", "--mount=type=cache,target=/c ", `--network=none ${BREAK} `);
  const heredoc = fc
    .tuple(fc.array(COMMAND, { maxLength: 3 }), fc.constantFrom("EOF", "'EOF'", "-EOF"))
    .map(([lines, name]): Line => ["RUN", `<<${name}`, [...lines, "EOF"].join("\n")]);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(flags, script()).map((parts): Line => ["RUN", parts.join("")]),
    },
    strings.map((args): Line => ["RUN", args]),
    heredoc,
    argument(),
    text.map((args): Line => ["COPY", `--link --chown=0:0 ${BREAK}${args}`]),
    fc.constant<Line>(["COPY", "<<A <<B /x/", "one\nA\ntwo\nB"]),
    fc.constant<Line>(["ENV", `A=1 B="two words" ${BREAK}  C=$A`]),
    fc.constant<Line>(["ENV", "A old form"]),
    fc.constant<Line>(["LABEL", `a.b="c" ${BREAK} d=e`]),
    fc.constant<Line>(["WORKDIR", "/src/$A"]),
    fc.constant<Line>(["USER", "nobody:nogroup"]),
    fc.constant<Line>(["SHELL", '["/bin/bash", "-eo", "pipefail", "-c"]']),
    fc.constant<Line>(["HEALTHCHECK", `--interval=5s ${BREAK} CMD curl -f localhost`]),
    script().map((args): Line => ["ONBUILD", `RUN ${args}`]),
    strings.map((args): Line => ["CMD", args]),
  );
}
