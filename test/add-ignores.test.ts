import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addIgnores } from "../src/engine/add-ignores.ts";
import { engine } from "../src/index.ts";
import { applyEdits } from "../src/text/edit.ts";
import { SourceText } from "../src/text/source.ts";
import { folderWith, runCli } from "./support/cli.ts";
import { fixtures } from "./support/fixtures.ts";

const COMMENT = "# dockerlint-xarch ignore=emulated-step -- small";

/** A text with its findings silenced. */
function silenced(text: string, options = {}): string {
  const source = new SourceText("Dockerfile", text);
  const { diagnostics } = engine.lint(source, options);
  return applyEdits(text, addIgnores(source, diagnostics, "small").edits);
}

describe("a comment right above the instruction", () => {
  test.each([
    [
      "alone",
      "FROM python:3.12\nRUN pip install x\n",
      `FROM python:3.12\n${COMMENT}\nRUN pip install x\n`,
    ],
    [
      "indented",
      "FROM python:3.12\n\t RUN pip install x",
      `FROM python:3.12\n\t ${COMMENT}\n\t RUN pip install x`,
    ],
    [
      "below other comments",
      "FROM python:3.12\n# Ours.\nRUN pip install x\n",
      `FROM python:3.12\n# Ours.\n${COMMENT}\nRUN pip install x\n`,
    ],
    [
      "above hadolint's, which holds for the next line",
      "FROM python:3.12\n# hadolint ignore=DL3013\nRUN pip install x\n",
      `FROM python:3.12\n${COMMENT}\n# hadolint ignore=DL3013\nRUN pip install x\n`,
    ],
    [
      "with the file's line ends",
      "FROM python:3.12\r\nRUN pip install x\r\n",
      `FROM python:3.12\r\n${COMMENT}\r\nRUN pip install x\r\n`,
    ],
    [
      "above the continued line",
      "FROM python:3.12\nRUN echo a && \\\n  pip install x\n",
      `FROM python:3.12\n${COMMENT}\nRUN echo a && \\\n  pip install x\n`,
    ],
    [
      "once for several findings",
      "FROM python:3.12\nRUN pip install x && pip install y\n",
      `FROM python:3.12\n${COMMENT}\nRUN pip install x && pip install y\n`,
    ],
    [
      "behind a byte order mark and directives",
      "\ufeff# escape=`\nFROM --platform=$TARGETPLATFORM a\n",
      "\ufeff# escape=`\n# dockerlint-xarch ignore=redundant-target-platform -- small\nFROM --platform=$TARGETPLATFORM a\n",
    ],
    [
      "right behind a byte order mark",
      "\ufeffFROM --platform=$TARGETPLATFORM a\n",
      "\ufeff# dockerlint-xarch ignore=redundant-target-platform -- small\nFROM --platform=$TARGETPLATFORM a\n",
    ],
  ])("%s", (_, text, expected) => {
    expect(silenced(text)).toBe(expected);
  });

  test("a comment that is there gets one more rule", () => {
    const text = `FROM python:3.12
# dockerlint-xarch ignore=hardcoded-arch , lost-shell-state -- as agreed
RUN pip install x
`;
    const options = { rules: new Set(["emulated-step"]) };
    expect(silenced(text, options)).toContain(
      "# dockerlint-xarch ignore=hardcoded-arch , lost-shell-state,emulated-step -- as agreed\n",
    );
  });

  test("a syntax error is not silenced", () => {
    expect(silenced("FROM debian:12\nRUM x\n")).toBe("FROM debian:12\nRUM x\n");
  });
});

/** What comments can do nothing about: faults of the file, and comments that stand nowhere. */
const LEFT = new Set(["syntax-error", "unused-suppression"]);

test.each(fixtures().map((each) => [each.name, each] as const))(
  "%s is quiet afterwards, and builds the same",
  (_, { source, options }) => {
    const { diagnostics } = engine.lint(source, options);
    const { edits } = addIgnores(source, diagnostics, "small");
    const after = new SourceText(source.path, applyEdits(source.text, edits));
    const left = engine.lint(after, options).diagnostics.map(({ rule }) => rule);
    expect(left.filter((rule) => !LEFT.has(rule))).toEqual([]);
    const steps = (text: SourceText) =>
      engine
        .analyse(text, options)
        .graph.dockerfile.instructions.map(({ logical, heredocs }) => [
          logical.text,
          heredocs.map(({ content }) => content.text),
        ]);
    expect(steps(after)).toEqual(steps(source));
  },
);

describe("the command line", () => {
  const SLOW = "FROM python:3.12\nRUN pip install x\n";

  test("writes the comments and says where", () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const { stdout, stderr, status } = runCli(["--add-ignores", "small"], { cwd });
    expect(readFileSync(join(cwd, "Dockerfile"), "utf8")).toBe(
      `FROM python:3.12\n${COMMENT}\nRUN pip install x\n`,
    );
    expect(stderr).toBe("fixed Dockerfile:2: Silence it by a comment [emulated-step]\n");
    expect([stdout, status]).toEqual(["No findings in 1 file.\n", 0]);
  });

  test("shows them with --diff, and silences what was selected alone", () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const { stdout, status } = runCli(["--add-ignores", "small", "--diff"], { cwd });
    expect(stdout).toContain(`+${COMMENT}`);
    expect(status).toBe(1);
    const other = ["--add-ignores", "small", "--select", "hardcoded-arch", "--diff"];
    expect(runCli(other, { cwd }).stdout).toBe("");
    expect(readFileSync(join(cwd, "Dockerfile"), "utf8")).toBe(SLOW);
  });

  test.each([
    [["--add-ignores", " "], "wants the reason"],
    [["--add-ignores", "a\nFROM b"], "wants the reason"],
    [["--add-ignores", "small", "--fix"], "give one of them"],
  ])("%s", (args, message) => {
    const { stderr, status } = runCli(args, { cwd: folderWith({ Dockerfile: SLOW }) });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
