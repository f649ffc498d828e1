import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { fullMessage } from "./note.ts";
import type { FileError, Outcome } from "./outcome.ts";
import { reportedPath } from "./paths.ts";

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "ERROR",
  warning: "WARNING",
  info: "INFO",
};

/** The Reviewdog Diagnostic Format (`reviewdog/proto/rdf/reviewdog.proto`). */
export function toRdjson({ results, errors }: Outcome): string {
  const diagnostics = [...results.flatMap(diagnosticsOf), ...errors.map(errorDiagnostic)];
  const report = { source: { name: "dockerlint-xarch" }, diagnostics };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function diagnosticsOf({ source, diagnostics }: LintResult) {
  return diagnostics.map((diagnostic) => ({
    message: fullMessage(diagnostic),
    location: { path: reportedPath(source.path), range: rangeOf(diagnostic.span, source) },
    severity: SEVERITIES[diagnostic.severity],
    code: { value: diagnostic.rule },
    ...suggestionsOf(diagnostic, source),
  }));
}

function errorDiagnostic({ path, message }: FileError) {
  return {
    message: `${path} ${message}.`,
    location: { path: reportedPath(path) },
    severity: "ERROR",
  };
}

/** Each suggestion is taken for itself: a fix of several edits, made in part, would break the file. */
function suggestionsOf({ remedy }: Diagnostic, source: SourceText) {
  const answer = remedy?.();
  if (answer === undefined || !("fix" in answer) || answer.fix.applicability !== "safe") return {};
  const [edit, ...others] = answer.fix.edits;
  if (edit === undefined || others.length > 0) return {};
  return { suggestions: [{ range: rangeOf(edit, source), text: edit.text }] };
}

function rangeOf({ start, end }: Span, source: SourceText) {
  return { start: positionOf(start, source), end: positionOf(end, source) };
}

/** Columns count bytes of UTF-8. */
function positionOf(offset: number, source: SourceText) {
  const { line, column } = source.position(offset);
  const before = source.text.slice(offset - (column - 1), offset);
  return { line, column: new TextEncoder().encode(before).length + 1 };
}
