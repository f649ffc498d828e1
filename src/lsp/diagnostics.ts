import {
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from "vscode-languageserver/node";
import { SYNTAX_ERROR } from "../engine/lint.ts";
import type { Diagnostic, Severity } from "../rule/diagnostic.ts";
import type { Rule } from "../rule/rule.ts";
import type { Client } from "./client.ts";
import type { OpenDocument } from "./open-document.ts";

export const SOURCE = "dockerlint-xarch";

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Says findings in the protocol's words. */
export class DiagnosticWriter {
  readonly #client: Client;
  readonly #unnecessary: ReadonlySet<string>;

  constructor(client: Client, rules: readonly Rule[]) {
    this.#client = client;
    this.#unnecessary = new Set(rules.filter((rule) => rule.unnecessary).map(({ id }) => id));
  }

  write(diagnostic: Diagnostic, document: OpenDocument): LspDiagnostic {
    const { rule, severity, message, help, span, related = [] } = diagnostic;
    const { showsRelated, showsTags, linksCodes } = this.#client;
    return {
      range: document.rangeOf(span),
      severity: SEVERITY[severity],
      code: rule,
      source: SOURCE,
      message: help === undefined ? message : `${message}\n${help}.`,
      ...(linksCodes && rule !== SYNTAX_ERROR ? { codeDescription: { href: pageOf(rule) } } : {}),
      ...(showsTags && this.#unnecessary.has(rule) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      ...(showsRelated && related.length > 0
        ? {
            relatedInformation: related.map((place) => ({
              location: { uri: document.uri, range: document.rangeOf(place.span) },
              message: place.message,
            })),
          }
        : {}),
    };
  }
}

/** Where a rule is documented. */
function pageOf(rule: string): string {
  return `https://www.npmjs.com/package/dockerlint-xarch#${rule}`;
}
