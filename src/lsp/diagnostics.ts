import {
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from "vscode-languageserver/node";
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

interface RulePages {
  pageOf(rule: string): string | undefined;
}

/** Says findings in the protocol's words. */
export class DiagnosticWriter {
  readonly #client: Client;
  readonly #pages: RulePages;
  readonly #unnecessary: ReadonlySet<string>;

  /** @param pages tells the address of a rule's page, where it has one */
  constructor(client: Client, rules: readonly Rule[], pages: RulePages) {
    this.#client = client;
    this.#pages = pages;
    this.#unnecessary = new Set(rules.filter((rule) => rule.unnecessary).map(({ id }) => id));
  }

  write(diagnostic: Diagnostic, document: OpenDocument): LspDiagnostic {
    const { rule, severity, message, help, span, related = [] } = diagnostic;
    const { showsRelated, showsTags, linksCodes } = this.#client;
    const page = linksCodes ? this.#pages.pageOf(rule) : undefined;
    return {
      range: document.rangeOf(span),
      severity: SEVERITY[severity],
      code: rule,
      source: SOURCE,
      message: help === undefined ? message : `${message}\n${help}.`,
      ...(page === undefined ? {} : { codeDescription: { href: page } }),
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
