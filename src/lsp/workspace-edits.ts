import { diffLines } from "diff";
import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { TextEdit } from "../text/edit.ts";
import type { Client } from "./client.ts";
import type { OpenDocument } from "./open-document.ts";

/** Edits of one document, bound to its version where the client can check that. */
export function workspaceEdit(
  document: OpenDocument,
  edits: readonly TextEdit[],
  { versionsEdits }: Client,
): WorkspaceEdit {
  const { uri, version } = document;
  const written = edits.map((edit) => document.editOf(edit));
  if (!versionsEdits) return { changes: { [uri]: written } };
  return { documentChanges: [{ textDocument: { uri, version }, edits: written }] };
}

/** The edits, whole lines each, that make one text of another: cursors elsewhere stay. */
export function editsBetween(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let open: { start: number; end: number; text: string } | undefined;
  for (const { value, added, removed } of diffLines(before, after)) {
    if (added || removed) {
      open ??= { start: at, end: at, text: "" };
      if (added) open.text += value;
      else open.end = at += value.length;
    } else {
      if (open !== undefined) edits.push(open);
      open = undefined;
      at += value.length;
    }
  }
  if (open !== undefined) edits.push(open);
  return edits;
}
