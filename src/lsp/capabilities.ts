import { type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver/node";
import type { Client } from "./client.ts";
import { CODE_ACTION_KINDS } from "./code-actions.ts";
import { COMMANDS } from "./commands.ts";
import { SOURCE } from "./diagnostics.ts";

/** What the server offers. Folding, symbols and completion are other servers' business. */
export function serverCapabilities({ encoding, resolvesEdits }: Client): ServerCapabilities {
  return {
    positionEncoding: encoding.kind,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    diagnosticProvider: {
      identifier: SOURCE,
      // What a file is built for stands in other files, but not in other Dockerfiles.
      interFileDependencies: false,
      workspaceDiagnostics: false,
    },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS, resolveProvider: resolvesEdits },
    codeLensProvider: {},
    inlayHintProvider: true,
    executeCommandProvider: { commands: Object.values(COMMANDS) },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
