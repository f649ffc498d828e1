import type { Inspection } from "./inspection.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Instruction } from "../syntax/instruction.ts";
import type { SourceText } from "../text/source.ts";
import type { TextEdit } from "../text/edit.ts";
import { BYTE_ORDER_MARK } from "../text/source.ts";
import { SYNTAX_ERROR } from "../engine/lint.ts";

/** A comment that silences a finding, and what it is called. */
export interface IgnoreAction {
  readonly title: string;
  readonly edit: TextEdit;
}

/** What stands where the reason belongs: whoever reads it sees that it is missing. */
const REASON = "TODO: say why";

/** The comments that would silence a finding: at its place, and in the whole file. */
export function ignoreActions(
  diagnostic: Diagnostic,
  { analysis, engine }: Inspection,
): IgnoreAction[] {
  const { rule, span } = diagnostic;
  const { instructions, source } = analysis.graph.dockerfile;
  const [first] = instructions;
  if (rule === SYNTAX_ERROR || first === undefined) return [];
  // What is about such comments is not answered with another one.
  if (engine.rules.some(({ id, last }) => id === rule && last)) return [];
  const place = instructions.find(
    ({ span: own }) => own.start <= span.start && span.start < own.end,
  );
  const comment = (scope: string) => `# dockerlint-xarch ${scope}=${rule} -- ${REASON}`;
  return [
    ...(place === undefined
      ? []
      : [
          {
            title: `Ignore ${rule} here, with a reason`,
            edit: lineAbove(place, comment("ignore"), source),
          },
        ]),
    {
      title: `Ignore ${rule} in the whole file, with a reason`,
      edit: lineAbove(first, comment("ignore-file"), source),
    },
  ];
}

/** A new line above an instruction, indented and ended as that is. */
function lineAbove({ line }: Instruction, comment: string, source: SourceText): TextEdit {
  const lineStart = source.lineStarts[line - 1]!;
  const start = line === 1 && source.text.startsWith(BYTE_ORDER_MARK) ? 1 : lineStart;
  const indent = /^[ \t]*/.exec(source.lineText(line))![0];
  const lineEnd = source.text.includes("\r\n") ? "\r\n" : "\n";
  return { start, end: start, text: `${indent}${comment}${lineEnd}` };
}
