import type { Connection, Diagnostic } from "vscode-languageserver/node";
import type { DiagnosticWriter } from "./diagnostics.ts";
import type { Inspection } from "./inspection.ts";
import type { Inspections } from "./inspections.ts";
import type { OpenDocument } from "./open-document.ts";
import { Schedule } from "./schedule.ts";

/** Finds what there is to say about documents, and sends it to clients that do not ask. */
export class Publisher {
  readonly #connection: Connection;
  readonly #inspections: Inspections;
  readonly #writer: DiagnosticWriter;
  readonly #schedule: Schedule;
  readonly #said = new Set<string>();

  constructor(
    connection: Connection,
    inspections: Inspections,
    writer: DiagnosticWriter,
    documentOf: (uri: string) => OpenDocument | undefined,
  ) {
    this.#connection = connection;
    this.#inspections = inspections;
    this.#writer = writer;
    this.#schedule = new Schedule((uri) => {
      const document = documentOf(uri);
      return document === undefined ? undefined : this.#publish(document);
    });
  }

  request({ uri }: OpenDocument): void {
    this.#schedule.request(uri);
  }

  /** A document that is closed has no findings any more. */
  drop({ uri }: OpenDocument): void {
    this.#schedule.drop(uri);
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** The findings of a document in the protocol's words. */
  diagnosticsOf(document: OpenDocument, inspection: Inspection): Diagnostic[] {
    for (const { rule, error } of inspection.failures) {
      this.#sayOnce(`internal error in rule ${rule} at ${document.name}: ${stackOf(error)}`);
    }
    return inspection.diagnostics.map((each) => this.#writer.write(each, document));
  }

  async #publish(document: OpenDocument): Promise<void> {
    const { uri } = document;
    try {
      const inspection = await this.#inspections.of(document);
      const { version } = document;
      // What is no Dockerfile has no findings.
      const diagnostics = inspection === undefined ? [] : this.diagnosticsOf(document, inspection);
      void this.#connection.sendDiagnostics({ uri, version, diagnostics });
    } catch (error) {
      this.#sayOnce(`internal error at ${document.name}: ${stackOf(error)}`);
    }
  }

  #sayOnce(problem: string): void {
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    this.#connection.console.error(problem);
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
