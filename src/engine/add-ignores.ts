import type { Diagnostic } from "../rule/diagnostic.ts";
import { styleOf } from "../rule/style.ts";
import { type Dockerfile, parseDockerfile } from "../syntax/dockerfile.ts";
import type { Instruction } from "../syntax/instruction.ts";
import type { TextEdit } from "../text/edit.ts";
import type { SourceText } from "../text/source.ts";
import { itemAt } from "../text/span.ts";
import { SYNTAX_ERROR } from "./lint.ts";

/** Comments that silence diagnostics. */
export interface AddedIgnores {
  readonly edits: readonly TextEdit[];
  readonly silenced: readonly Diagnostic[];
}

/**
 * Silences diagnostics where they are: by a comment above each instruction, or by one more rule in
 * the comment that stands there.
 * @param reason one line that says why, not empty
 */
export function addIgnores(
  source: SourceText,
  diagnostics: readonly Diagnostic[],
  reason: string,
): AddedIgnores {
  const dockerfile = parseDockerfile(source);
  const rules = new Map<Instruction, Set<string>>();
  const silenced = diagnostics.filter(({ rule, span }) => {
    const instruction = itemAt(dockerfile.instructions, span.start);
    // What BuildKit cannot read is no matter of taste.
    if (instruction === undefined || rule === SYNTAX_ERROR) return false;
    rules.set(instruction, (rules.get(instruction) ?? new Set()).add(rule));
    return true;
  });
  const edits = [...rules].map(([instruction, ids]) =>
    ignoreEdit(instruction, [...ids], reason, dockerfile),
  );
  return { edits, silenced };
}

function ignoreEdit(
  { span, leadingComments }: Instruction,
  rules: readonly string[],
  reason: string,
  dockerfile: Dockerfile,
): TextEdit {
  const { text } = dockerfile.source;
  for (const comment of leadingComments) {
    const list = /^#\s*dockerlint-xarch\s+ignore=[\w-]+(?:\s*,\s*[\w-]+)*/.exec(
      text.slice(comment.span.start, comment.span.end),
    );
    if (list === null) continue;
    const end = comment.span.start + list[0].length;
    return { start: end, end, text: rules.map((rule) => `,${rule}`).join("") };
  }
  // hadolint's own comments hold for the line right below them.
  const last = leadingComments.at(-1);
  const above = last !== undefined && last.text.startsWith("hadolint ") ? last.span : span;
  const start = text.lastIndexOf("\n", above.start - 1) + 1;
  const indent = /^[\ufeff]?([\t ]*)/.exec(text.slice(start))!;
  const at = start + (indent[0].length - indent[1]!.length);
  const { newline } = styleOf(dockerfile);
  const comment = `# dockerlint-xarch ignore=${rules.join(",")} -- ${reason}`;
  return { start: at, end: at, text: `${indent[1]}${comment}${newline}` };
}
