import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { SourceText } from "../text/source.ts";
import { fullMessage } from "./note.ts";
import type { FileError, Outcome } from "./outcome.ts";
import { reportedPath } from "./paths.ts";
import { element, text, type Xml, xmlDocument } from "./xml.ts";

/**
 * A JUnit report: a suite a file, a test case a finding. A finding that only informs passes, and so
 * does a file in which nothing was found.
 */
export function toJunit({ results, errors }: Outcome): string {
  const all = results.flatMap(({ diagnostics }) => diagnostics);
  const suites = [...results.map(fileSuite), ...errors.map(errorSuite)];
  const counts = {
    tests: results.reduce((sum, each) => sum + testCount(each), errors.length),
    failures: failureCount(all),
    errors: errors.length,
  };
  return xmlDocument(element("testsuites", { name: "dockerlint-xarch", ...counts }, suites));
}

function fileSuite(result: LintResult): Xml {
  const { source, diagnostics } = result;
  const name = reportedPath(source.path);
  const counts = { tests: testCount(result), failures: failureCount(diagnostics), errors: 0 };
  const passed = element("testcase", { name: "no findings", classname: name });
  const cases = diagnostics.map((diagnostic) => findingCase(diagnostic, source));
  return element("testsuite", { name, ...counts }, cases.length > 0 ? cases : [passed]);
}

function findingCase(diagnostic: Diagnostic, source: SourceText): Xml {
  const { rule, severity, message, span } = diagnostic;
  const { line, column } = source.position(span.start);
  const path = reportedPath(source.path);
  const details = text(`${path}:${line}:${column}\n${fullMessage(diagnostic)}`);
  const attributes = {
    name: `${rule} at line ${line}, column ${column}`,
    classname: path,
    file: path,
    line,
  };
  const outcome =
    severity === "info"
      ? element("system-out", {}, [details])
      : element("failure", { message, type: severity }, [details]);
  return element("testcase", attributes, [outcome]);
}

function errorSuite({ path, message }: FileError): Xml {
  const name = reportedPath(path);
  const error = element("error", { message: `${message}.`, type: "unreadable" });
  const testCase = element("testcase", { name: "can be read", classname: name }, [error]);
  return element("testsuite", { name, tests: 1, failures: 0, errors: 1 }, [testCase]);
}

function testCount({ diagnostics }: LintResult): number {
  return Math.max(1, diagnostics.length);
}

function failureCount(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity !== "info").length;
}
