import { type Hover, MarkupKind } from "vscode-languageserver/node";
import type { Span } from "../text/span.ts";
import type { Client } from "./client.ts";
import { explainArg } from "./explain-arg.ts";
import { explainCommand } from "./explain-command.ts";
import { explainStage } from "./explain-stage.ts";
import type { Inspection } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";

/** What is known of a place of a file, in Markdown; a paragraph a line. */
export interface Explanation {
  readonly span: Span;
  readonly lines: readonly string[];
}

/** Explains what stands at an offset: a variable before its command, a command before its stage. */
export function hover(
  offset: number,
  document: OpenDocument,
  inspection: Inspection,
  client: Client,
): Hover | null {
  const found =
    explainArg(offset, inspection) ??
    explainCommand(offset, inspection) ??
    explainStage(offset, inspection);
  const refusals = refusalsAt(offset, inspection);
  const [span, lines] = found === undefined ? [refusals[0]?.span, []] : [found.span, found.lines];
  if (span === undefined) return null;
  const text = [...lines, ...refusals.flatMap((each) => each.lines)].join("\n\n");
  return {
    contents: client.readsMarkdown
      ? { kind: MarkupKind.Markdown, value: text }
      : { kind: MarkupKind.PlainText, value: text.replaceAll(/\*\*|`/g, "") },
    range: document.rangeOf(span),
  };
}

/** Why the findings at a place have no fix: the client shows the findings themselves. */
function refusalsAt(offset: number, inspection: Inspection): Explanation[] {
  return inspection.diagnostics.flatMap((diagnostic) => {
    const { span, rule } = diagnostic;
    if (offset < span.start || offset > span.end) return [];
    const remedy = inspection.remedyOf(diagnostic);
    if (remedy === undefined || "fix" in remedy) return [];
    return [{ span, lines: [`No fix for \`${rule}\`: ${remedy.refusal}.`] }];
  });
}
