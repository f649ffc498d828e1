import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { FileError } from "./outcome.ts";

/** `lint --format json`. Fields are added, never changed, within a version. */
export interface JsonReport {
  readonly version: 1;
  readonly files: readonly JsonFile[];
  /** Files that could not be read; absent where there are none. */
  readonly errors?: readonly FileError[];
  readonly summary: {
    readonly files: number;
    readonly diagnostics: number;
    readonly fixable: { readonly safe: number; readonly unsafe: number };
  };
}

export interface JsonFile {
  readonly path: string;
  readonly diagnostics: readonly JsonDiagnostic[];
}

/** Lines and columns count from 1, columns and offsets in UTF-16 units; `end` is exclusive. */
export interface JsonPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface JsonDiagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly start: JsonPosition;
  readonly end: JsonPosition;
  readonly stage?: string;
  readonly ecosystem?: string;
  readonly related?: readonly {
    readonly message: string;
    readonly start: JsonPosition;
    readonly end: JsonPosition;
  }[];
}

/** The report as an object; `JSON.stringify` gives what the command line prints. */
export function toJson(results: readonly LintResult[], errors: readonly FileError[]): JsonReport {
  const files = results.map(({ source, diagnostics }) => ({
    path: source.path,
    diagnostics: diagnostics.map((diagnostic) => toJsonDiagnostic(diagnostic, source)),
  }));
  const count = files.reduce((sum, file) => sum + file.diagnostics.length, 0);
  return {
    version: 1,
    files,
    ...(errors.length > 0 ? { errors } : {}),
    summary: { files: files.length, diagnostics: count, fixable: { safe: 0, unsafe: 0 } },
  };
}

function toJsonDiagnostic(diagnostic: Diagnostic, source: SourceText): JsonDiagnostic {
  const { rule, severity, message, help, stage, ecosystem, related } = diagnostic;
  return {
    rule,
    severity,
    message,
    ...(help === undefined ? {} : { help }),
    ...range(diagnostic.span, source),
    ...(stage === undefined ? {} : { stage }),
    ...(ecosystem === undefined ? {} : { ecosystem }),
    ...(related === undefined
      ? {}
      : {
          related: related.map((place) => ({
            message: place.message,
            ...range(place.span, source),
          })),
        }),
  };
}

function range({ start, end }: Span, source: SourceText) {
  return {
    start: { ...source.position(start), offset: start },
    end: { ...source.position(end), offset: end },
  };
}
