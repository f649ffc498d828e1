import { fingerprint, identitiesOf } from "../engine/fingerprint.ts";
import type { LintResult } from "../engine/lint.ts";
import type { Severity } from "../rule/diagnostic.ts";
import { fullMessage } from "./note.ts";
import type { FileError, Outcome } from "./outcome.ts";
import { reportedPath } from "./paths.ts";

/** An entry of GitLab's code quality report, a subset of Code Climate's issues. */
export interface GitlabIssue {
  readonly type: "issue";
  readonly check_name: string;
  /** One line. */
  readonly description: string;
  readonly content?: { readonly body: string };
  readonly categories: ["Compatibility"];
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  /** Stays the same while the finding does: merge requests show what is new. */
  readonly fingerprint: string;
  readonly location: {
    readonly path: string;
    readonly lines: { readonly begin: number; readonly end: number };
  };
}

const SEVERITIES: Readonly<Record<Severity, GitlabIssue["severity"]>> = {
  info: "info",
  warning: "minor",
  error: "major",
};

/** GitLab's code quality report. */
export function toGitlab({ results, errors }: Outcome): string {
  const issues = [...results.flatMap(issuesOf), ...errors.map(errorIssue)];
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function issuesOf({ source, diagnostics }: LintResult): GitlabIssue[] {
  const path = reportedPath(source.path);
  const identities = identitiesOf(source, diagnostics);
  return diagnostics.map((diagnostic, index) => ({
    type: "issue",
    check_name: diagnostic.rule,
    description: oneLine(diagnostic.message),
    content: { body: fullMessage(diagnostic) },
    categories: ["Compatibility"],
    severity: SEVERITIES[diagnostic.severity],
    fingerprint: fingerprint(path, identities[index]!),
    location: {
      path,
      lines: {
        begin: source.position(diagnostic.span.start).line,
        end: source.position(diagnostic.span.end).line,
      },
    },
  }));
}

function errorIssue(error: FileError): GitlabIssue {
  const path = reportedPath(error.path);
  const identity = { rule: "unreadable", stage: undefined, instruction: "", occurrence: 0 };
  return {
    type: "issue",
    check_name: "unreadable",
    description: oneLine(`${error.path} ${error.message}.`),
    categories: ["Compatibility"],
    severity: "critical",
    fingerprint: fingerprint(path, identity),
    location: { path, lines: { begin: 1, end: 1 } },
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
