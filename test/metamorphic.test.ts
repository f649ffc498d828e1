import { expect, test } from "vitest";
import { rules } from "../rules/index.ts";
import { type PlanStage, planOf } from "../src/engine/plan.ts";
import { engine } from "../src/index.ts";
import { type Dockerfile, parseDockerfile } from "../src/syntax/dockerfile.ts";
import { type Instruction, INSTRUCTION_NAMES } from "../src/syntax/instruction.ts";
import type { ShellWord } from "../src/syntax/shell-word.ts";
import { applyEdits, type TextEdit } from "../src/text/edit.ts";
import { BYTE_ORDER_MARK, SourceText } from "../src/text/source.ts";
import type { Span } from "../src/text/span.ts";
import { type Fixture, fixtures } from "./support/fixtures.ts";

/** Another way to write a file that means the same; undefined where the file has no place for it. */
type Rewriting = (dockerfile: Dockerfile, fixture: Fixture) => string | undefined;

const REWRITINGS: Readonly<Record<string, Rewriting>> = {
  "CRLF line ends": ({ source, instructions }) => {
    // A shell that reads a heredoc with CRLF sees other words.
    if (instructions.some(({ heredocs }) => heredocs.length > 0)) return undefined;
    return source.text.includes("\r") ? undefined : source.text.replaceAll("\n", "\r\n");
  },

  "the other escape character": (dockerfile) => {
    const { source, instructions, comments } = dockerfile;
    const { text } = source;
    const heredocs = instructions.flatMap((instruction) => instruction.heredocs);
    const plain = text.replace(/(?<!\\)\\[ \t]*(?=\r?\n)/g, "");
    const unused = !/[\\`]/.test(plain) && comments.every((each) => !each.text.includes("\\"));
    const other = heredocs.length > 0 || hasDirectives(dockerfile) || !unused;
    if (other || plain === text) return undefined;
    return atTheTop(text.replaceAll("\\", "`"), "# escape=`\n");
  },

  "a continuation between any two words of a RUN": ({ source, escape }, { options }) => {
    const gaps = new Map<number, TextEdit>();
    for (const { steps } of engine.analyse(source, options).graph.stages) {
      for (const { script, run } of steps) {
        if (script.kind !== "shell" || run.exec) continue;
        for (const { words } of script.script.commands) {
          for (const gap of gapsBetween(words, source.text)) {
            const inLine = run.args.span.start <= gap.start && gap.end <= run.args.span.end;
            if (inLine) gaps.set(gap.start, { ...gap, text: ` ${escape}\n    ` });
          }
        }
      }
    }
    return applyEdits(source.text, [...gaps.values()]);
  },

  "comments and blank lines inside continuations": ({ source, instructions }) => {
    const edits = instructions.flatMap((instruction) =>
      continuedLines(instruction, source).map((line) => {
        const start = source.lineStarts[line]!;
        return { start, end: start, text: '  # a comment, "it\'s" <<EOF\n\n#\n' };
      }),
    );
    return applyEdits(source.text, edits);
  },

  "keywords in lower case": ({ source, instructions }) => {
    const edits = instructions
      .flatMap((instruction) => [
        instruction,
        ...(instruction.trigger ? [instruction.trigger] : []),
      ])
      .filter(({ name }) => INSTRUCTION_NAMES.has(name))
      .map(({ keyword }) => ({ ...keyword.span, text: keyword.text.toLowerCase() }));
    return applyEdits(source.text, edits);
  },

  "no line end behind the last line": ({ source }) => source.text.replace(/\r?\n$/, ""),

  "blank lines and comments above": (dockerfile) =>
    hasDirectives(dockerfile)
      ? undefined
      : atTheTop(dockerfile.source.text, "\n# About this file:\n\n  \t\n# it is a copy\n\n"),

  "blanks before every instruction of one line": ({ source, instructions }) => {
    const edits = instructions
      .filter(({ line, endLine }) => line === endLine)
      .map(({ span: { start } }) => ({ start, end: start, text: " \t " }));
    return applyEdits(source.text, edits);
  },
};

const all = fixtures().map((fixture) => ({ fixture, meaning: meaningOf(fixture.source, fixture) }));

test.each(Object.entries(REWRITINGS))("nothing else is found with %s", (_, rewrite) => {
  const before: Record<string, Meaning> = {};
  const after: Record<string, Meaning> = {};
  for (const { fixture, meaning } of all) {
    const { source, name } = fixture;
    const text = rewrite(parseDockerfile(source), fixture);
    if (text === undefined || text === source.text) continue;
    before[name] = meaning;
    after[name] = meaningOf(new SourceText(source.path, text), fixture);
  }
  expect(after).toEqual(before);
  // A rewriting that fits nowhere would show nothing.
  const reported = Object.values(after).filter(({ findings }) => findings.length > 0);
  expect(Object.keys(after).length).toBeGreaterThan(20);
  expect(reported.length).toBeGreaterThan(10);
});

/** Whether the file begins with a directive, or with one that is refused. */
function hasDirectives({ source }: Dockerfile): boolean {
  return /^\ufeff?\s*#\s*(syntax|escape|check)\s*=/i.test(source.text);
}

function atTheTop(text: string, lines: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK + lines + text.slice(1) : lines + text;
}

/** The blanks between words that stand beside each other on one line. */
function gapsBetween(words: readonly ShellWord[], text: string) {
  return words.slice(1).flatMap((word, index) => {
    const gap = { start: words[index]!.span.end, end: word.span.start };
    const blank = gap.end > gap.start && /^[ \t]+$/.test(text.slice(gap.start, gap.end));
    // A line that begins with # would be a comment.
    return blank && text[gap.end] !== "#" ? [gap] : [];
  });
}

/** The lines of an instruction that another one of it follows, its heredocs aside. */
function continuedLines({ line, logical }: Instruction, source: SourceText): number[] {
  const last = source.lineAt(Math.max(logical.span.start, logical.span.end - 1));
  return Array.from({ length: Math.max(0, last - line) }, (_, index) => line + index);
}

type Meaning = ReturnType<typeof meaningOf>;

/** What a file means: every finding of every rule, and the plan, without their places. */
function meaningOf(source: SourceText, { options }: Fixture) {
  const everything = { ...options, rules: new Set(rules.map(({ id }) => id)) };
  const { diagnostics, failures } = engine.lint(source, everything);
  expect(failures).toEqual([]);
  const { stages } = planOf(engine.analyse(source, options));
  return {
    findings: diagnostics.map(({ rule, severity, stage, message, span, related, remedy }) => {
      const textAt = ({ start, end }: Span) => normalise(source.text.slice(start, end));
      const answer = remedy?.();
      const title = answer && ("fix" in answer ? answer.fix.title : answer.refusal);
      return {
        rule,
        severity,
        stage,
        message: normalise(message),
        reported: textAt(span),
        related: related?.map((each) => [each.message, textAt(each.span)]),
        remedy: title?.replace(/\bline \d+/g, "a line"),
      };
    }),
    stages: stages.map(withoutLines),
  };
}

function withoutLines({ steps, ...stage }: PlanStage) {
  const here = { line: 0, endLine: 0 };
  return { ...stage, line: 0, steps: steps.map((step) => ({ ...step, ...here })) };
}

/** Without continuations, with the comments in them, and with one blank for many. */
function normalise(text: string): string {
  return text
    .replace(/[\\`][ \t]*\r?\n([ \t]*(#.*)?\r?\n)*/g, " ")
    .replace(/\s+/g, " ")
    .toLowerCase();
}
