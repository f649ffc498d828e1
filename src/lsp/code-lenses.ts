import type { CodeLens } from "vscode-languageserver/node";
import { fixSource } from "../engine/fix.ts";
import { COMMANDS } from "./commands.ts";
import type { Inspection } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";

/** Above the first stage: what can be repaired, and the plan; nothing in a file without stages. */
export function codeLenses(document: OpenDocument, inspection: Inspection): CodeLens[] {
  const [first] = inspection.analysis.graph.stages;
  if (first === undefined) return [];
  const range = document.rangeOf(first.syntax.from.keyword.span);
  const lens = (title: string, command: string): CodeLens => ({
    range,
    command: { title, command, arguments: [document.uri] },
  });
  const { engine, source, options } = inspection;
  const fixes = fixSource(engine, source, options).applied.length;
  return [
    lens("Show what runs where", COMMANDS.showPlan),
    ...(fixes > 0 ? [lens(`Preview ${count(fixes, "safe fix")}`, COMMANDS.previewFixes)] : []),
  ];
}

function count(number: number, noun: string): string {
  return number === 1 ? `${number} ${noun}` : `${number} ${noun}es`;
}
