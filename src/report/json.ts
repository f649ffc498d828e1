import type { LintResult } from "../engine/lint.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import type { Applicability } from "../rule/fix.ts";
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
  /** What the files around it say that it is built for, and where; absent where they do not. */
  readonly builtFor?: { readonly platforms: readonly string[]; readonly places: readonly string[] };
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
  readonly fix?: {
    readonly title: string;
    readonly applicability: Applicability;
    readonly assumptions: readonly string[];
  };
  /** Why there is no fix. */
  readonly refusal?: string;
  readonly related?: readonly {
    readonly message: string;
    readonly start: JsonPosition;
    readonly end: JsonPosition;
  }[];
}

/** The report as an object; `JSON.stringify` gives what the command line prints. */
export function toJson(results: readonly LintResult[], errors: readonly FileError[]): JsonReport {
  const files = results.map(({ source, diagnostics, builtFor }) => ({
    path: source.path,
    ...(builtFor && { builtFor }),
    diagnostics: diagnostics.map((diagnostic) => toJsonDiagnostic(diagnostic, source)),
  }));
  const diagnostics = files.flatMap((file) => file.diagnostics);
  const fixable = (wanted: Applicability) =>
    diagnostics.filter(({ fix }) => fix?.applicability === wanted).length;
  return {
    version: 1,
    files,
    ...(errors.length > 0 ? { errors } : {}),
    summary: {
      files: files.length,
      diagnostics: diagnostics.length,
      fixable: { safe: fixable("safe"), unsafe: fixable("unsafe") },
    },
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
    ...describeRemedy(diagnostic),
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

function describeRemedy({ remedy }: Diagnostic): Pick<JsonDiagnostic, "fix" | "refusal"> {
  const answer = remedy?.();
  if (answer === undefined) return {};
  if ("refusal" in answer) return { refusal: answer.refusal };
  const { title, applicability, assumptions } = answer.fix;
  return { fix: { title, applicability, assumptions } };
}

function range({ start, end }: Span, source: SourceText) {
  return {
    start: { ...source.position(start), offset: start },
    end: { ...source.position(end), offset: end },
  };
}
