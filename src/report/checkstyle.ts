import type { LintResult } from "../engine/lint.ts";
import { fullMessage } from "./note.ts";
import type { FileError, Outcome } from "./outcome.ts";
import { reportedPath } from "./paths.ts";
import { element, type Xml, xmlDocument } from "./xml.ts";

/** A report as Checkstyle writes it, which Jenkins and many other tools read. */
export function toCheckstyle({ results, errors }: Outcome): string {
  const files = [...results.map(fileElement), ...errors.map(errorElement)];
  return xmlDocument(element("checkstyle", { version: "8.0" }, files));
}

function fileElement({ source, diagnostics }: LintResult): Xml {
  const children = diagnostics.map((diagnostic) => {
    const { line, column } = source.position(diagnostic.span.start);
    const { severity, rule } = diagnostic;
    return element("error", {
      line,
      column,
      severity,
      message: fullMessage(diagnostic),
      source: `dockerlint-xarch.${rule}`,
    });
  });
  return element("file", { name: reportedPath(source.path) }, children);
}

function errorElement({ path, message }: FileError): Xml {
  const error = { line: 1, severity: "error", message: `${message}.`, source: "dockerlint-xarch" };
  return element("file", { name: reportedPath(path) }, [element("error", error)]);
}
