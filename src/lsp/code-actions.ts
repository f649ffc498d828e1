import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { fixSource } from "../engine/fix.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Fix } from "../rule/fix.ts";
import type { Span } from "../text/span.ts";
import type { Client } from "./client.ts";
import type { DiagnosticWriter } from "./diagnostics.ts";
import { ignoreActions } from "./ignore-actions.ts";
import type { Inspection } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";
import { editsBetween, workspaceEdit } from "./workspace-edits.ts";

/** Makes all safe fixes of a document; editors can be told to do so whenever it is saved. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.dockerlint-xarch`;

const FIX_ALL_TITLE = "Make all safe fixes";

export const CODE_ACTION_KINDS = [CodeActionKind.QuickFix, FIX_ALL];

/** Offers what can be done about the findings of a document. */
export class ActionProvider {
  readonly #client: Client;
  readonly #writer: DiagnosticWriter;

  constructor(client: Client, writer: DiagnosticWriter) {
    this.#client = client;
    this.#writer = writer;
  }

  actions(
    { range, context }: CodeActionParams,
    document: OpenDocument,
    inspection: Inspection,
  ): CodeAction[] {
    const { only } = context;
    const quick = mayOffer(CodeActionKind.QuickFix, only)
      ? this.#quickFixes(document.spanOf(range), document, inspection)
      : [];
    if (!mayOffer(FIX_ALL, only)) return quick;
    return [...quick, ...this.#fixAll(document, inspection, only !== undefined)];
  }

  /** Adds the edit of an action that was handed out without it. */
  resolve(action: CodeAction, document: OpenDocument, inspection: Inspection): CodeAction {
    if (action.kind !== FIX_ALL || action.edit !== undefined) return action;
    return { ...action, edit: this.fixAll(document, inspection) };
  }

  /** The edit that makes all safe fixes: what `--fix` would change. */
  fixAll(document: OpenDocument, { engine, source, options }: Inspection): WorkspaceEdit {
    const { after } = fixSource(engine, source, options);
    return this.#edit(document, editsBetween(source.text, after.text));
  }

  #quickFixes(span: Span, document: OpenDocument, inspection: Inspection): CodeAction[] {
    const touched = inspection.diagnostics.filter((each) => touches(each.span, span));
    const actions = [
      ...touched.flatMap((each) => this.#remedy(each, document, inspection)),
      ...touched.flatMap((each) => this.#ignore(each, document, inspection)),
    ];
    return withoutRepetitions(actions);
  }

  #remedy(diagnostic: Diagnostic, document: OpenDocument, inspection: Inspection): CodeAction[] {
    const remedy = inspection.remedyOf(diagnostic);
    const action = {
      kind: CodeActionKind.QuickFix,
      diagnostics: [this.#writer.write(diagnostic, document)],
    };
    if (remedy === undefined) return [];
    if ("refusal" in remedy) {
      if (!this.#client.showsDisabledActions) return [];
      const title = `No fix for ${diagnostic.rule}`;
      return [{ ...action, title, disabled: { reason: `${remedy.refusal}.` } }];
    }
    const { fix } = remedy;
    if (fix.edits.length === 0) return [];
    const preferred = fix.applicability === "safe" && this.#client.prefersActions;
    return [
      {
        ...action,
        title: titleOf(fix),
        ...(preferred ? { isPreferred: true } : {}),
        edit: this.#edit(document, fix.edits),
      },
    ];
  }

  #ignore(diagnostic: Diagnostic, document: OpenDocument, inspection: Inspection): CodeAction[] {
    return ignoreActions(diagnostic, inspection).map(({ title, edit }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [this.#writer.write(diagnostic, document)],
      edit: this.#edit(document, [edit]),
    }));
  }

  /** @param asked whether somebody waits for it; else it is offered, and worked out when chosen */
  #fixAll(document: OpenDocument, inspection: Inspection, asked: boolean): CodeAction[] {
    if (!hasSafeFix(inspection)) return [];
    const action = { title: FIX_ALL_TITLE, kind: FIX_ALL };
    if (this.#client.resolvesEdits && !asked) return [{ ...action, data: { uri: document.uri } }];
    return [{ ...action, edit: this.fixAll(document, inspection) }];
  }

  #edit(document: OpenDocument, edits: Fix["edits"]) {
    return workspaceEdit(document, edits, this.#client);
  }
}

/** Two findings of a rule are ignored in a file by the same comment. */
function withoutRepetitions(actions: readonly CodeAction[]): CodeAction[] {
  const key = ({ title, edit, disabled }: CodeAction) => JSON.stringify([title, edit, disabled]);
  return [...new Map(actions.toReversed().map((each) => [key(each), each])).values()].toReversed();
}

/** Whether a client that asks for some kinds wants this one: a kind holds those below it. */
function mayOffer(kind: string, only: readonly string[] | undefined): boolean {
  return (
    only === undefined ||
    only.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`))
  );
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** An unsafe fix says what it takes for granted before it is chosen. */
function titleOf({ title, applicability, assumptions }: Fix): string {
  if (applicability === "safe") return title;
  return `${title} (unsafe: assumes that ${assumptions.join("; and that ")})`;
}

function hasSafeFix(inspection: Inspection): boolean {
  return inspection.diagnostics.some((diagnostic) => {
    const remedy = diagnostic.remedy?.();
    return remedy !== undefined && "fix" in remedy && remedy.fix.applicability === "safe";
  });
}
