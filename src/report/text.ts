import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import { listOf } from "../rule/wording.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Colors } from "./colors.ts";
import { notesOf } from "./note.ts";
import type { Outcome } from "./outcome.ts";

/** How much of a long line is shown. */
const MAX_WIDTH = 120;

/** How many lines that name platforms are told. */
const MAX_PLACES = 3;

/** The report for people: each diagnostic with its place, the line it is about, and what to do. */
export function toText({ results }: Outcome, colors: Colors): string {
  const blocks = results.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => block(diagnostic, source, colors)),
  );
  return [...blocks, ...results.flatMap(platformsOf), summary(results, colors)].join("\n");
}

/** What a file is built for, where that was found: with its findings, or where it is the only one. */
function platformsOf(
  { source, diagnostics, builtFor }: LintResult,
  _: number,
  { length }: readonly LintResult[],
): string[] {
  if (builtFor === undefined || (diagnostics.length === 0 && length > 1)) return [];
  const { platforms, places } = builtFor;
  const shown = places.slice(0, MAX_PLACES).join(", ");
  const more = places.length > MAX_PLACES ? ` and ${places.length - MAX_PLACES} more` : "";
  return [printable(`${source.path} is built for ${listOf(platforms)}: ${shown}${more}.`)];
}

function block(diagnostic: Diagnostic, source: SourceText, colors: Colors): string {
  const { rule, severity, message, span, stage, related = [] } = diagnostic;
  const { line, column } = source.position(span.start);
  const path = printable(source.path);
  const place = colors.link(colors.bold(`${path}:${line}:${column}`), source.path);
  const gutter = " ".repeat(String(line).length);
  const note = (label: string, text: string) =>
    `${gutter} ${colors.dim("=")} ${colors.bold(label)}: ${printable(text)}`;
  return [
    `${place}: ${paint(severity, colors)} ${printable(message)} ${colors.dim(`[${colors.linkRule(rule)}]`)}`,
    ...frame(span, source, gutter, colors),
    ...(stage === undefined ? [] : [note("stage", stage)]),
    ...related.map((each) => {
      const at = source.position(each.span.start);
      return note("see", `${source.path}:${at.line}:${at.column}: ${each.message}`);
    }),
    ...notesOf(diagnostic).map(({ label, text }) => note(label, text)),
    "",
  ].join("\n");
}

function paint(severity: Severity, colors: Colors): string {
  const color = { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
  return color(colors.bold(`${severity}:`));
}

/** The first line of a span, marked. */
function frame(span: Span, source: SourceText, gutter: string, colors: Colors): string[] {
  const { line, column } = source.position(span.start);
  const text = source.lineText(line);
  if (text.trim() === "") return [];
  const window = windowAround(text.length, column - 1);
  const shown = printable(text.slice(window.start, window.end));
  const offset = column - 1 - window.start;
  const length = Math.max(1, Math.min(span.end - span.start, shown.length - offset));
  const marks = `${" ".repeat(offset)}${"^".repeat(length)}`;
  const bar = colors.dim("|");
  return [
    `${gutter} ${bar}`,
    `${colors.dim(String(line))} ${bar} ${shown}`,
    `${gutter} ${bar} ${colors.yellow(marks)}`,
  ];
}

/** The part of a line that is shown: all of it, or as much as fits around a column. */
function windowAround(length: number, column: number): Span {
  if (length <= MAX_WIDTH) return { start: 0, end: length };
  const start = Math.max(0, Math.min(column - 20, length - MAX_WIDTH));
  return { start, end: start + MAX_WIDTH };
}

/** Tabs as one blank each, so that the marks stand under them; control characters as dots. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters a terminal acts on
  return text.replaceAll("\t", " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "·");
}

function summary(results: readonly LintResult[], colors: Colors): string {
  const files = count(results.length, "file");
  const all = results.flatMap(({ diagnostics }) => diagnostics);
  if (all.length === 0) return colors.green(`No findings in ${files}.`);
  const parts = (["error", "warning", "info"] as const)
    .map((severity) => [all.filter((each) => each.severity === severity).length, severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) =>
      severity === "info" ? `${number} info` : count(number, severity),
    );
  return `${count(all.length, "finding")} (${parts.join(", ")}) in ${files}.${fixable(all)}`;
}

/** How many findings can be repaired, and how. */
function fixable(diagnostics: readonly Diagnostic[]): string {
  const fixes = diagnostics.flatMap(({ remedy }) => {
    const answer = remedy?.();
    return answer !== undefined && "fix" in answer ? [answer.fix.applicability] : [];
  });
  const safe = fixes.filter((applicability) => applicability === "safe").length;
  const hints = [
    ...(safe > 0 ? [`${safe} fixable with --fix`] : []),
    ...(fixes.length > safe ? [`${fixes.length - safe} more with --fix --unsafe-fixes`] : []),
  ];
  return hints.length > 0 ? `\n${hints.join(", ")}.` : "";
}

/** "1 file", "2 files" */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
