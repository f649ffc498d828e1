import {
  ApplyWorkspaceEditRequest,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeLensRequest,
  type Connection,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  type ExecuteCommandParams,
  HoverRequest,
  InlayHintRequest,
  type ProtocolRequestType,
} from "vscode-languageserver/node";
import type { Client } from "./client.ts";
import type { ActionProvider } from "./code-actions.ts";
import { codeLenses } from "./code-lenses.ts";
import { COMMANDS, previewFixes, type Shown, showPlan } from "./commands.ts";
import type { Documents } from "./documents.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay-hints.ts";
import type { Inspection } from "./inspection.ts";
import type { Inspections } from "./inspections.ts";
import type { OpenDocument } from "./open-document.ts";
import type { Publisher } from "./publisher.ts";
import { InvalidParams, type Session } from "./session.ts";
import type { TextShower } from "./text-shower.ts";

/** What requests are answered from. */
export interface Sources {
  readonly connection: Connection;
  readonly client: Client;
  readonly documents: Documents;
  readonly inspections: Inspections;
  readonly actions: ActionProvider;
  readonly publisher: Publisher;
  readonly shower: TextShower;
  /** Resolved when the settings of the documents are known. */
  readonly ready: () => Promise<void>;
  /** How often settings have changed. */
  readonly generation: () => number;
}

/** Answers a session's requests about documents. */
export class Answers {
  readonly #session: Session;
  readonly #sources: Sources;

  constructor(session: Session, sources: Sources) {
    this.#session = session;
    this.#sources = sources;
  }

  listen(): void {
    const { client, actions } = this.#sources;
    this.#session.answer(DocumentDiagnosticRequest.type, (params) => this.#diagnose(params));
    this.#about(HoverRequest.type, null, ({ position }, document, inspection) =>
      hover(document.offsetAt(place(position)), document, inspection, client),
    );
    this.#about(CodeActionRequest.type, [], (params, document, inspection) => {
      place(params.range?.start);
      place(params.range?.end);
      return actions.actions(params, document, inspection);
    });
    this.#about(CodeLensRequest.type, [], (_, document, inspection) =>
      codeLenses(document, inspection),
    );
    this.#about(InlayHintRequest.type, [], ({ range }, document, inspection) => {
      place(range?.start);
      place(range?.end);
      return inlayHints(inspection.analysis.graph, document.spanOf(range), document);
    });
    this.#session.answer(CodeActionResolveRequest.type, async (action) => {
      const { uri } = (action.data ?? {}) as { uri?: string };
      const found = uri === undefined ? undefined : await this.#find(uri);
      if (found === undefined) return action;
      return actions.resolve(action, found.document, found.inspection);
    });
    this.#session.answer(ExecuteCommandRequest.type, (params) => this.#execute(params));
  }

  /** Answers a request about a document; `absent` is what is said of those that are not read. */
  #about<P extends { readonly textDocument: { readonly uri: string } }, R, PR, E, RO>(
    type: ProtocolRequestType<P, R, PR, E, RO>,
    absent: R,
    answer: (params: P, document: OpenDocument, inspection: Inspection) => R,
  ): void {
    this.#session.answer(type, async (params) => {
      const found = await this.#find(uriOf(params));
      return found === undefined ? absent : answer(params, found.document, found.inspection);
    });
  }

  async #find(uri: string) {
    await this.#sources.ready();
    const document = this.#sources.documents.get(uri);
    const inspection = document && (await this.#sources.inspections.of(document));
    return inspection === undefined ? undefined : { document: document!, inspection };
  }

  /** A client that has the findings of this version already is told so. */
  async #diagnose(params: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> {
    const found = await this.#find(uriOf(params));
    if (found === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    const { document, inspection } = found;
    const resultId = `${document.version}.${this.#sources.generation()}`;
    if (params.previousResultId === resultId) {
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    }
    const items = this.#sources.publisher.diagnosticsOf(document, inspection);
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  /** Shows a text or makes the fixes; what is shown is the result, too. */
  async #execute({ command, arguments: [uri] = [] }: ExecuteCommandParams): Promise<Shown | null> {
    if (!Object.values<string>(COMMANDS).includes(command)) {
      throw new InvalidParams(`there is no command ${command}`);
    }
    if (typeof uri !== "string") throw new InvalidParams(`${command} takes a document's URI`);
    const found = await this.#find(uri);
    if (found === undefined) throw new InvalidParams(`${uri} is not an open Dockerfile`);
    const { document, inspection } = found;
    if (command === COMMANDS.fixAll) {
      const { actions, connection } = this.#sources;
      const edit = actions.fixAll(document, inspection);
      await connection.sendRequest(ApplyWorkspaceEditRequest.type, { label: "Safe fixes", edit });
      return null;
    }
    const shown = command === COMMANDS.showPlan ? showPlan(inspection) : previewFixes(inspection);
    const { client, shower } = this.#sources;
    if (client.opensDocuments && !client.showsResults) await shower.show(shown);
    return shown;
  }
}

function uriOf(params: { readonly textDocument?: { readonly uri?: unknown } } | null): string {
  const uri = params?.textDocument?.uri;
  if (typeof uri !== "string") throw new InvalidParams("textDocument.uri must be text");
  return uri;
}

function place<T extends { readonly line: number; readonly character: number }>(
  position: T | undefined,
): T {
  if (!Number.isInteger(position?.line) || !Number.isInteger(position?.character)) {
    throw new InvalidParams("a position has a line and a character, both whole numbers");
  }
  return position!;
}
