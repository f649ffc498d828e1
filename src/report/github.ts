import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import type { SourceText } from "../text/source.ts";
import { fullMessage } from "./note.ts";
import type { FileError, Outcome } from "./outcome.ts";
import { reportedPath } from "./paths.ts";

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/** Workflow commands, from which GitHub Actions makes annotations of the changed files. */
export function toGithub({ results, errors }: Outcome): string {
  const commands = [
    ...results.flatMap(({ source, diagnostics }) =>
      diagnostics.map((diagnostic) => annotation(diagnostic, source)),
    ),
    ...errors.map(errorAnnotation),
  ];
  return commands.map((command) => `${command}\n`).join("");
}

function annotation(diagnostic: Diagnostic, source: SourceText): string {
  const { rule, severity, span } = diagnostic;
  const start = source.position(span.start);
  const end = source.position(span.end);
  // GitHub takes columns only within one line.
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  const properties = {
    title: `dockerlint-xarch ${rule}`,
    file: reportedPath(source.path),
    line: start.line,
    endLine: end.line,
    ...columns,
  };
  return command(COMMANDS[severity], properties, fullMessage(diagnostic));
}

function errorAnnotation({ path, message }: FileError): string {
  const file = reportedPath(path);
  return command("error", { title: "dockerlint-xarch", file }, `${path} ${message}.`);
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${list.join(",")}::${escapeData(message)}`;
}

/** As the runner undoes it (`actions/toolkit: packages/core/src/command.ts`). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(value: string | number): string {
  return escapeData(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
