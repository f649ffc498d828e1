import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ColumnEncoding } from "./encoding.ts";
import { OpenDocument } from "./open-document.ts";
import type { Session } from "./session.ts";

/** Who wants to know of documents. */
export interface DocumentListener {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(document: OpenDocument): void;
}

/** The documents that the client has open, kept as it edits them. */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();
  readonly #encoding: ColumnEncoding;

  constructor(encoding: ColumnEncoding) {
    this.#encoding = encoding;
  }

  /** @param nameOf what people call the document of a URI */
  listen(session: Session, nameOf: (uri: string) => string, listener: DocumentListener): void {
    session.take(DidOpenTextDocumentNotification.type, ({ textDocument }) => {
      const { uri, languageId, version, text } = textDocument;
      if (typeof uri !== "string" || typeof text !== "string") {
        throw new TypeError("a document has a uri and a text");
      }
      const content = TextDocument.create(uri, languageId, version, text);
      const document = new OpenDocument(content, nameOf(uri), this.#encoding);
      this.#open.set(uri, document);
      listener.opened(document);
    });
    session.take(DidChangeTextDocumentNotification.type, ({ textDocument, contentChanges }) => {
      const document = this.#required(textDocument.uri);
      document.update(contentChanges, textDocument.version);
      listener.changed(document);
    });
    session.take(DidCloseTextDocumentNotification.type, ({ textDocument }) => {
      const document = this.#required(textDocument.uri);
      this.#open.delete(document.uri);
      listener.closed(document);
    });
  }

  get(uri: string): OpenDocument | undefined {
    return this.#open.get(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.#open.values()];
  }

  #required(uri: string): OpenDocument {
    const document = this.#open.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }
}
