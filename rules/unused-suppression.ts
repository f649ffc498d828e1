import type { Finding } from "../src/rule/diagnostic.ts";
import { type Remedy, refuse } from "../src/rule/fix.ts";
import type { Rule } from "../src/rule/rule.ts";
import type { SuppressionComment } from "../src/rule/suppression.ts";
import type { Dockerfile } from "../src/syntax/dockerfile.ts";
import { nearest } from "../src/text/nearest.ts";

export const unusedSuppression: Rule = {
  id: "unused-suppression",
  severity: "info",
  unnecessary: true,
  summary: "a comment silences a rule that reports nothing there",
  last: true,
  docs: {
    what:
      `A \`# dockerlint-xarch ignore=...\` or \`ignore-file=...\` whose rule reports nothing at that ` +
      `place, whatever the image is built for, or does not exist. Comments of other linters are not judged.`,
    why:
      `A comment that outlives its finding hides the next one, and one with a mistyped name never ` +
      `worked. Both read as if somebody had looked at the line.`,
    bad: `FROM debian:12
# dockerlint-xarch ignore=emulated-step -- a pure wheel
RUN echo hello
`,
    good: `FROM python:3.12
# dockerlint-xarch ignore=emulated-step -- a pure wheel
RUN pip install click
`,
    exceptions: `Switch it off where several versions of dockerlint-xarch read the same file.`,
  },
  *check({ graph: { dockerfile } }, { unusedSuppressions, ruleIds }) {
    for (const comment of unusedSuppressions) yield* judge(comment, dockerfile, ruleIds);
  },
};

function* judge(
  comment: SuppressionComment,
  dockerfile: Dockerfile,
  ruleIds: readonly string[],
): Iterable<Finding> {
  const unused = comment.rules.filter((rule) => !comment.used.has(rule));
  const unknown = unused.find((rule) => !ruleIds.includes(rule));
  if (unknown !== undefined) {
    const guess = nearest(unknown, ruleIds);
    yield {
      message: `There is no rule "${unknown}", so this comment does not silence it.`,
      span: comment.list,
      severity: "warning",
      ...(guess === undefined ? {} : { help: `Write ${guess} if that is what is meant` }),
    };
    return;
  }
  yield {
    message: `${unused.join(" and ")} ${unused.length > 1 ? "report" : "reports"} nothing here that this comment could silence.`,
    span: comment.list,
    help: "Remove it, or put it right above the instruction that is meant",
    remedy: () => removal(comment, dockerfile),
  };
}

function removal({ span, list, rules, used }: SuppressionComment, dockerfile: Dockerfile): Remedy {
  const { text } = dockerfile.source;
  if (used.size > 0) {
    const kept = rules.filter((rule) => used.has(rule)).join(",");
    return safe("Remove the unused rule from the comment", { ...list, text: kept });
  }
  if (wouldBecomeDirective(span.end, dockerfile)) {
    return refuse("a comment below it would become a directive of the parser");
  }
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const end = text.indexOf("\n", span.end) + 1 || text.length;
  return safe("Remove the unused comment", { start, end, text: "" });
}

function safe(title: string, edit: { start: number; end: number; text: string }): Remedy {
  return { fix: { title, applicability: "safe", assumptions: [], edits: [edit] } };
}

/** The parser takes directives only from the first lines: a comment above ends them. */
function wouldBecomeDirective(offset: number, { comments, instructions }: Dockerfile): boolean {
  const first = instructions[0]?.span.start ?? Infinity;
  if (offset > first) return false;
  return comments.some(
    ({ span, text }) => span.start > offset && span.start < first && /^\w+\s*=/.test(text),
  );
}
