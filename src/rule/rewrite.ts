import type { BuildGraph, GraphStage } from "../graph/graph.ts";
import { placeholder, type RunStep } from "../graph/steps.ts";
import type { Comment, Instruction, InstructionLine } from "../syntax/instruction.ts";
import { flagNamed } from "../syntax/instruction.ts";
import type { ShellCommand } from "../syntax/shell.ts";
import type { ShellWord } from "../syntax/shell-word.ts";
import type { TextEdit } from "../text/edit.ts";
import type { MappedText } from "../text/mapped.ts";
import { itemAt, type Span } from "../text/span.ts";
import { BYTE_ORDER_MARK } from "../text/source.ts";
import { type FileStyle, styleOf } from "./style.ts";

/**
 * The verbs in which fixes are written. Each adds edits and leaves everything else byte for byte
 * as the author wrote it; new text follows the file's style.
 */
export class Rewrite {
  readonly #graph: BuildGraph;
  readonly #style: FileStyle;
  readonly #edits: TextEdit[] = [];
  /** The ARGs that were added, by stage. */
  readonly #declared = new Set<string>();
  /** The stages that were given a name. */
  readonly #named = new Set<number>();

  constructor(graph: BuildGraph) {
    this.#graph = graph;
    this.#style = styleOf(graph.dockerfile);
  }

  get edits(): readonly TextEdit[] {
    return this.#edits;
  }

  /** `$NAME` or `${NAME}`, as the file prefers. */
  variable(name: string): string {
    return this.#style.bracedVariables ? `\${${name}}` : `$${name}`;
  }

  /** Sets the platform of a stage; undefined takes its flag away. */
  setPlatform({ syntax }: GraphStage, platform: string | undefined): void {
    const flag = flagNamed(syntax.from, "platform");
    if (platform === undefined) {
      if (flag !== undefined) this.#remove(flag.raw.span);
    } else if (flag !== undefined) {
      this.#edits.push({ ...flag.raw.span, text: `--platform=${platform}` });
    } else {
      const { end } = syntax.from.keyword.span;
      this.#edits.push({ start: end, end, text: ` --platform=${platform}` });
    }
  }

  /** Declares ARGs right before a step, those that the stage has not declared there yet. */
  declareArgs(stage: GraphStage, names: readonly string[], step: RunStep): void {
    const missing = names.filter((name) => step.environment.get(name) !== placeholder(name));
    const instruction = itemAt(stage.syntax.instructions, step.span.start)!;
    this.declareArgsBefore(stage, missing, instruction);
  }

  /** Declares ARGs right before an instruction that has none of them. */
  declareArgsBefore(stage: GraphStage, names: readonly string[], instruction: Instruction): void {
    const missing = names.filter((name) => !this.#declared.has(`${stage.index} ${name}`));
    if (missing.length === 0) return;
    for (const name of missing) this.#declared.add(`${stage.index} ${name}`);
    this.insertBefore(instruction, [`${this.keyword("ARG")} ${missing.join(" ")}`]);
  }

  /** Sets variables for one command alone: where it has them, or behind those that it has. */
  setEnvironment(command: ShellCommand, variables: ReadonlyMap<string, string>): void {
    const own = new Map(command.assignments.map(({ name, span }) => [name, span]));
    const added = [...variables].filter(([name]) => !own.has(name));
    for (const [name, value] of variables) {
      const span = own.get(name);
      if (span !== undefined) this.#edits.push({ ...span, text: `${name}=${value}` });
    }
    if (added.length === 0) return;
    const assignments = added.map(([name, value]) => `${name}=${value} `);
    // A wrapper takes the variables to the command behind it.
    const first = command.wrappers.length > 0 ? command : command.words[0]!;
    const { start } = first.span;
    this.#edits.push({ start, end: start, text: assignments.join("") });
  }

  /** Puts a command in front of a script that a shell reads, on a line of its own. */
  runBefore(script: MappedText, command: string): void {
    const { escape } = this.#graph.dockerfile;
    const start = script.offsetOf(0);
    const text = `${command} && ${escape}${this.#style.newline}    `;
    this.#edits.push({ start, end: start, text });
  }

  /** Puts words behind one of a command's words. */
  addWords(after: ShellWord, words: string): void {
    const { end } = after.span;
    this.#edits.push({ start: end, end, text: ` ${words}` });
  }

  /** Puts another text in the place of one. */
  replace({ start, end }: Span, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** A RUN of several lines, the way the file continues them. */
  run(lines: readonly string[]): string[] {
    const { escape } = this.#graph.dockerfile;
    const last = lines.length - 1;
    return lines.map((line, index) => {
      const begun = index === 0 ? `${this.keyword("RUN")} ${line}` : `    ${line}`;
      return index === last ? begun : `${begun} ${escape}`;
    });
  }

  /** Puts lines above an instruction and the comments that belong to it. */
  insertBefore(instruction: Instruction, lines: readonly string[]): void {
    const { source } = this.#graph.dockerfile;
    const first = instruction.leadingComments[0]?.span ?? instruction.span;
    const lineStart = source.lineStarts[source.lineAt(first.start) - 1]!;
    const indent = source.text.slice(lineStart, first.start).replace(BYTE_ORDER_MARK, "");
    const text = lines.map((line) => `${line}${this.#style.newline}${indent}`).join("");
    // A byte order mark belongs to the file, and stays in front.
    const start = source.text.startsWith(BYTE_ORDER_MARK) ? Math.max(first.start, 1) : first.start;
    // What is put in one place is one edit: of several, nobody would know which goes first.
    const before = this.#edits.findIndex((edit) => edit.start === start && edit.end === start);
    if (before === -1) this.#edits.push({ start, end: start, text });
    else this.#edits[before] = { start, end: start, text: this.#edits[before]!.text + text };
  }

  /** Puts lines in the place of an instruction. */
  replaceInstruction({ span }: Instruction, lines: readonly string[]): void {
    this.replace(span, lines.join(this.#style.newline));
  }

  /** Takes an instruction away, with its last line end. */
  removeInstruction({ span }: Instruction): void {
    const { text } = this.#graph.dockerfile.source;
    const newline = text.indexOf("\n", span.end);
    this.#edits.push({ start: span.start, end: newline < 0 ? span.end : newline + 1, text: "" });
  }

  /** Gives an instruction a flag, before those that it has. */
  addFlag({ keyword }: Instruction, flag: string): void {
    const { end } = keyword.span;
    this.#edits.push({ start: end, end, text: ` ${flag}` });
  }

  /** An instruction as written. */
  textOf({ span }: Instruction): string {
    return this.#graph.dockerfile.source.text.slice(span.start, span.end);
  }

  /**
   * Puts a stage before another one. Stages that a COPY means by their number get a name: the
   * numbers change.
   * @param retargeted COPYs that are given another source anyway
   */
  addStage(
    lines: readonly string[],
    before: GraphStage,
    retargeted: readonly InstructionLine[] = [],
  ): void {
    const { from } = before.syntax;
    if (this.#isHeader(from.leadingComments)) {
      const text = ["", ...lines, "", ""].join(this.#style.newline);
      this.#edits.push({ start: from.span.start, end: from.span.start, text });
    } else this.insertBefore(from, [...lines, ""]);
    for (const each of this.#graph.dockerfile.instructions) {
      const line = each.trigger ?? each;
      if (!retargeted.includes(line)) this.#nameSource(line, before.index);
    }
  }

  /** Several lines of comment at the top are about the file, not about what follows. */
  #isHeader(comments: readonly Comment[]): boolean {
    const [first] = this.#graph.dockerfile.comments;
    return comments.length > 2 && comments[0] === first;
  }

  #nameSource({ name, flags }: InstructionLine, first: number): void {
    const from = name === "COPY" ? flags.find((flag) => flag.name === "from")?.value : undefined;
    if (from === undefined || !/^\d+$/.test(from.text)) return;
    const stage = this.#graph.stages[Number(from.text)];
    if (stage === undefined || stage.index < first) return;
    const given = stage.name ?? `stage-${stage.index}`;
    this.#edits.push({ ...from.span, text: given });
    if (stage.name !== undefined || this.#named.has(stage.index)) return;
    this.#named.add(stage.index);
    const { end } = stage.syntax.base!.span;
    this.#edits.push({ start: end, end, text: ` ${this.keyword("AS")} ${given}` });
  }

  /** A name for a new stage that prepares something for another one: "wheels", "build-wheels". */
  stageName(content: string, { name, index, final }: GraphStage): string {
    const own =
      name === undefined ? (final ? content : `${content}-${index}`) : `${name}-${content}`;
    // Whatever goes by the name, a stage, an image or a build context: another one is as good.
    const words = new Set(this.#graph.dockerfile.source.text.toLowerCase().split(/[\s=]+/));
    let free = own;
    for (let i = 2; words.has(free); i++) free = `${own}-${i}`;
    return free;
  }

  /** Puts lines below an instruction. */
  insertAfter(instruction: Instruction, lines: readonly string[]): void {
    const { end } = instruction.span;
    const text = lines.map((line) => `${this.#style.newline}${line}`).join("");
    this.#edits.push({ start: end, end, text });
  }

  /** Takes an instruction away with its line end; the comments above it stay. */
  remove({ span, line }: Instruction): void {
    const { text, lineStarts } = this.#graph.dockerfile.source;
    const newline = text.indexOf("\n", span.end);
    const end = newline < 0 ? text.length : newline + 1;
    this.#edits.push({ start: lineStarts[line - 1]!, end, text: "" });
  }

  /** A keyword in the case that the file uses. */
  keyword(name: string): string {
    return this.#style.lowerCaseKeywords ? name.toLowerCase() : name;
  }

  /** Takes a word away, with the white space behind it. */
  #remove({ start, end }: { readonly start: number; readonly end: number }): void {
    const { text } = this.#graph.dockerfile.source;
    let to = end;
    while (text[to] === " " || text[to] === "\t") to++;
    this.#edits.push({ start, end: to, text: "" });
  }
}
