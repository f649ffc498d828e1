import {
  type ClientCapabilities,
  type InitializeParams,
  MarkupKind,
} from "vscode-languageserver/node";
import { type ColumnEncoding, encodingFor } from "./encoding.ts";

/** What the client at the other end can do, as far as it changes what it is sent. */
export class Client {
  readonly encoding: ColumnEncoding;
  /** Whether it asks for diagnostics itself; else they are pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  readonly showsRelated: boolean;
  readonly showsTags: boolean;
  readonly linksCodes: boolean;
  readonly showsDisabledActions: boolean;
  readonly prefersActions: boolean;
  readonly resolvesEdits: boolean;
  readonly versionsEdits: boolean;
  readonly readsMarkdown: boolean;
  readonly hasSettings: boolean;
  readonly registersWatchers: boolean;
  readonly registersSettings: boolean;
  readonly opensDocuments: boolean;
  /** Whether it shows plans and diffs that commands return itself (an initialization option). */
  readonly showsResults: boolean;

  constructor({ capabilities, initializationOptions }: InitializeParams) {
    const {
      textDocument: document,
      workspace,
      window,
      general,
    }: ClientCapabilities = capabilities ?? {};
    const actions = document?.codeAction;
    this.encoding = encodingFor(general?.positionEncodings);
    this.pullsDiagnostics = document?.diagnostic !== undefined;
    this.refreshesDiagnostics = workspace?.diagnostics?.refreshSupport === true;
    this.refreshesHints = workspace?.inlayHint?.refreshSupport === true;
    this.refreshesLenses = workspace?.codeLens?.refreshSupport === true;
    const shown = this.pullsDiagnostics ? document?.diagnostic : document?.publishDiagnostics;
    const published = { ...document?.publishDiagnostics, ...shown };
    this.showsRelated = published.relatedInformation === true;
    this.showsTags = published.tagSupport !== undefined;
    this.linksCodes = published.codeDescriptionSupport === true;
    this.showsDisabledActions = actions?.disabledSupport === true;
    this.prefersActions = actions?.isPreferredSupport === true;
    this.resolvesEdits = actions?.resolveSupport?.properties.includes("edit") === true;
    this.versionsEdits = workspace?.workspaceEdit?.documentChanges === true;
    this.readsMarkdown = document?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
    this.hasSettings = workspace?.configuration === true;
    this.registersWatchers = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.registersSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
    this.opensDocuments = window?.showDocument?.support === true;
    const own = initializationOptions as { showsResults?: unknown } | undefined | null;
    this.showsResults = own?.showsResults === true;
  }
}
