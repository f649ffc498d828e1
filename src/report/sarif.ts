import type {
  Fix as SarifFix,
  Location,
  Log,
  Notification,
  PhysicalLocation,
  Region,
  ReportingDescriptor,
  Result,
} from "sarif";
import { fingerprint, identitiesOf } from "../engine/fingerprint.ts";
import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import type { Fix } from "../rule/fix.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { type FileError, type Outcome, ruleFailures } from "./outcome.ts";
import { reportedPath } from "./paths.ts";

/** What a SARIF log says of the tool. */
export interface SarifTool {
  readonly version: string;
  readonly rules: readonly Rule[];
  /** The address of a rule's page, where it has one that everybody can open. */
  pageOf(rule: string): string | undefined;
}

const LEVELS: Readonly<Record<Severity, "note" | "warning" | "error">> = {
  info: "note",
  warning: "warning",
  error: "error",
};

/** A SARIF 2.1.0 log, for GitHub code scanning and other services. */
export function toSarif(outcome: Outcome, tool: SarifTool): string {
  const indices = new Map(tool.rules.map(({ id }, index) => [id, index]));
  const notifications = notificationsOf(outcome);
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "dockerlint-xarch",
            semanticVersion: tool.version,
            rules: tool.rules.map((rule) => describeRule(rule, tool.pageOf(rule.id))),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: notifications.length === 0,
            toolExecutionNotifications: notifications,
          },
        ],
        artifacts: outcome.results.map(({ source }) => ({ location: artifact(source.path) })),
        results: outcome.results.flatMap((result) => resultsOf(result, indices)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describeRule(
  { id, summary, docs, severity, off }: Rule,
  page: string | undefined,
): ReportingDescriptor {
  const sentence = `${summary[0]!.toUpperCase()}${summary.slice(1)}.`;
  return {
    id,
    shortDescription: { text: sentence },
    fullDescription: { text: docs.what },
    ...(page === undefined ? {} : { helpUri: page }),
    help: {
      text: `${docs.what}\n\n${docs.why}\n\n${docs.exceptions}`,
      markdown: [
        docs.what,
        `**Why:** ${docs.why}`,
        `**Reported:**\n\n${fenced(docs.bad)}`,
        `**Not reported:**\n\n${fenced(docs.good)}`,
        `**Exceptions:** ${docs.exceptions}`,
      ].join("\n\n"),
    },
    defaultConfiguration: { level: LEVELS[severity], enabled: off !== true },
  };
}

function fenced(code: string): string {
  return `\`\`\`dockerfile\n${code.trimEnd()}\n\`\`\``;
}

function resultsOf(
  { source, diagnostics }: LintResult,
  indices: ReadonlyMap<string, number>,
): Result[] {
  const identities = identitiesOf(source, diagnostics);
  const path = reportedPath(source.path);
  return diagnostics.map((diagnostic, index) => {
    const { rule, severity, span, related = [] } = diagnostic;
    const ruleIndex = indices.get(rule);
    return {
      ruleId: rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: LEVELS[severity],
      message: { text: messageOf(diagnostic) },
      locations: [locationOf(span, source, diagnostic.stage)],
      ...(related.length === 0
        ? {}
        : {
            relatedLocations: related.map((each, id) => ({
              id,
              ...locationOf(each.span, source),
              message: { text: each.message },
            })),
          }),
      ...fixesOf(diagnostic, source),
      partialFingerprints: { "dockerlintXarch/v1": fingerprint(path, identities[index]!) },
    };
  });
}

function messageOf({ message, help, remedy }: Diagnostic): string {
  const answer = remedy?.();
  const refusal = answer !== undefined && "refusal" in answer ? `No fix: ${answer.refusal}.` : "";
  return [message, help === undefined ? "" : `${help}.`, refusal].filter(Boolean).join(" ");
}

function fixesOf({ remedy }: Diagnostic, source: SourceText): { fixes?: SarifFix[] } {
  const answer = remedy?.();
  if (answer === undefined || !("fix" in answer) || answer.fix.edits.length === 0) return {};
  const { fix } = answer;
  const replacements = fix.edits.map((edit) => ({
    deletedRegion: regionOf(edit, source),
    insertedContent: { text: edit.text },
  }));
  const change = { artifactLocation: artifact(source.path), replacements };
  return { fixes: [{ description: { text: describeFix(fix) }, artifactChanges: [change] }] };
}

function describeFix({ title, applicability, assumptions }: Fix): string {
  const given = assumptions.length > 0 ? `, assuming that ${assumptions.join("; and that ")}` : "";
  return `${title}${applicability === "safe" ? "" : " (unsafe)"}${given}.`;
}

function locationOf(span: Span, source: SourceText, stage?: string): Location {
  const place: PhysicalLocation = {
    artifactLocation: artifact(source.path),
    region: regionOf(span, source),
  };
  const logical = stage === undefined ? {} : { logicalLocations: [{ name: stage, kind: "stage" }] };
  return { physicalLocation: place, ...logical };
}

/** The end is exclusive here, too (section 3.30.2). */
function regionOf({ start, end }: Span, source: SourceText): Region {
  const [first, last] = [source.position(start), source.position(end)];
  return {
    startLine: first.line,
    startColumn: first.column,
    endLine: last.line,
    endColumn: last.column,
  };
}

/** Relative paths are from the root of what was checked out (section 3.14.14). */
function artifact(path: string) {
  // Half a character has no bytes that could be escaped.
  const wellFormed = reportedPath(path).replace(/\p{Surrogate}/gu, "\ufffd");
  const uri = wellFormed.split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "%SRCROOT%" };
}

/** What went wrong apart from findings. */
function notificationsOf({ results, errors }: Outcome): Notification[] {
  return [
    ...errors.map(({ path, message }: FileError) => notification(path, `${path} ${message}.`)),
    ...ruleFailures(results).map(({ path, rule, error }) =>
      notification(path, `Internal error in rule ${rule}: ${String(error)}`),
    ),
  ];
}

function notification(path: string, text: string): Notification {
  const locations = [{ physicalLocation: { artifactLocation: artifact(path) } }];
  return { level: "error", message: { text }, locations };
}
