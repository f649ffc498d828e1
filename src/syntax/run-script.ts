import { MappedText } from "../text/mapped.ts";
import { type Heredoc, readOperator } from "./heredoc.ts";
import type { InstructionLine } from "./instruction.ts";
import { commandOfStrings, parseShell, type ShellScript } from "./shell.ts";
import { baseName, isPosixShell } from "./wrappers.ts";

/** What a RUN executes: a script that can be read, or one in a language that is none of ours. */
export type RunScript =
  | { readonly kind: "shell"; readonly script: ShellScript }
  | { readonly kind: "other"; readonly interpreter: string; readonly text: MappedText };

/** Docker's default for images of Linux. */
export const DEFAULT_SHELL: readonly string[] = ["/bin/sh", "-c"];

/**
 * What a RUN instruction hands to the shell: `dockerfile2llb/convert.go:dispatchRun`.
 * @param shell the SHELL in force
 */
export function readRunScript(
  run: InstructionLine,
  heredocs: readonly Heredoc[],
  shell: readonly string[],
): RunScript {
  if (run.exec) return { kind: "shell", script: commandOfStrings(run.words, run.args) };
  const only = heredocs.length === 1 && readOperator(run.args.text) !== undefined;
  const text = only ? chomped(heredocs[0]!) : withHeredocs(run.args, heredocs);
  const interpreter = (only && shebangInterpreter(text.text)) || baseName(shell[0] ?? "");
  if (!isPosixShell(interpreter)) return { kind: "other", interpreter, text };
  return { kind: "shell", script: parseShell(text) };
}

/** `#!/usr/bin/env bash` is `bash`; a text without a first line like this gives undefined. */
function shebangInterpreter(script: string): string | undefined {
  const words = /^#!\s*(.*)/.exec(script)?.[1]!.split(/\s+/);
  if (words === undefined) return undefined;
  const name = baseName(words[0]!);
  return name === "env" ? words.slice(1).find((word) => !word.startsWith("-")) : name;
}

/** The shell reads the heredocs itself, so that it gets them behind the command. */
function withHeredocs(args: MappedText, heredocs: readonly Heredoc[]): MappedText {
  if (heredocs.length === 0) return args;
  const pieces = [args];
  for (const { content, name, terminator } of heredocs) {
    const end = content.span.end;
    pieces.push(MappedText.replacement("\n", { start: end, end }), content);
    pieces.push(MappedText.replacement(name, terminator ?? { start: end, end }));
  }
  return MappedText.concat(pieces, args.offsetOf(0));
}

/** `parser/parser.go:ChompHeredocContent` */
function chomped({ content, chomp }: Heredoc): MappedText {
  if (!chomp) return content;
  const pieces: MappedText[] = [];
  const { text } = content;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    let from = start;
    while (text[from] === "\t") from++;
    pieces.push(content.slice(from, next));
    start = next;
  }
  return MappedText.concat(pieces, content.offsetOf(0));
}
