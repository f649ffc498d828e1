import { isDeepStrictEqual } from "node:util";
import { ecosystems, rules } from "../../rules/index.ts";
import { Engine, type LintOptions, type LintResult } from "../../src/engine/lint.ts";
import type { Analysis } from "../../src/facts/analysis.ts";
import { engine, fix, lint, plan } from "../../src/index.ts";
import { planOf } from "../../src/engine/plan.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import { NO_COLORS } from "../../src/report/colors.ts";
import { toJson } from "../../src/report/json.ts";
import { planToDot, planToMermaid } from "../../src/report/plan-graph.ts";
import { planToText } from "../../src/report/plan-text.ts";
import { toText } from "../../src/report/text.ts";
import type { Diagnostic } from "../../src/rule/diagnostic.ts";
import type { InstructionLine } from "../../src/syntax/instruction.ts";
import { overlap, type TextEdit } from "../../src/text/edit.ts";
import type { MappedText } from "../../src/text/mapped.ts";
import { BYTE_ORDER_MARK, SourceText } from "../../src/text/source.ts";
import type { Span } from "../../src/text/span.ts";

/** Where random tests begin: another FUZZ_SEED tries other texts. */
export const FUZZ_SEED = Number(process.env["FUZZ_SEED"] ?? 20_250_923);

/** How often a random test runs: FUZZ_RUNS=10 is ten times as often. */
export function fuzzRuns(count: number): number {
  return Math.ceil(count * Number(process.env["FUZZ_RUNS"] ?? 1));
}

/**
 * What holds of every text whatsoever, Dockerfile or not. Every check throws an error that says
 * what does not hold. The checks do not go through `expect`: they are made for every character of
 * some thousand texts.
 */
export function checkInvariants(text: string, options: LintOptions = {}): void {
  const source = new SourceText("Dockerfile", text);
  checkPositions(source);
  const analysis = engine.analyse(source, options);
  checkAnalysis(analysis);
  const planned = plan(text, options);
  demand(isDeepStrictEqual(planned, planOf(analysis)), "planning twice is the same");
  const result = lint(text, options);
  checkLint(result, options);
  checkFix(result, options);

  // Reports are made of places: none of them stumbles over one.
  planToText(planned, text.split("\n"), NO_COLORS);
  planToMermaid(planned);
  planToDot(planned);
  toText({ results: [result], errors: [] }, NO_COLORS);
  toJson([result], []);
}

/** `position` and the offsets are inverse to each other. */
function checkPositions(source: SourceText): void {
  const { text, lineStarts } = source;
  const marked = text.startsWith(BYTE_ORDER_MARK);
  // The byte order mark has no column of its own: its offset is that of the first character.
  for (let offset = marked ? 1 : 0; offset <= text.length; offset++) {
    const { line, column } = source.position(offset);
    const first = lineStarts[line - 1]! + (marked && line === 1 ? 1 : 0);
    demand(first + column - 1 === offset, `offset ${offset} is at ${line}:${column}`);
    demand(source.lineAt(offset) === line, `offset ${offset} is on line ${line}`);
    const rest = text.slice(first, offset);
    demand(!rest.includes("\n"), `line ${line} holds a line end before offset ${offset}`);
  }
}

/** Everything that was read stands where it says that it does. */
function checkAnalysis(analysis: Analysis): void {
  const { dockerfile, stages, faults } = analysis.graph;
  const { source, instructions, comments, directives } = dockerfile;
  const place = new PlaceCheck(source.text);

  for (const fault of faults) place.span("fault", fault.span);
  checkOrder("comments", comments);
  for (const comment of comments) {
    place.span("comment", comment.span);
    demand(source.text[comment.span.start] === "#", "a comment begins with #");
  }
  checkOrder("directives", directives);
  for (const { name, span } of directives) place.span(`directive ${name}`, span);

  checkOrder("instructions", instructions);
  let line = 0;
  for (const instruction of instructions) {
    const name = `instruction ${instruction.name} in line ${instruction.line}`;
    const { span, endLine, heredocs, leadingComments } = instruction;
    place.span(name, span);
    checkLine(name, instruction, place);
    // The keyword may stand below: `\` alone begins an instruction, too.
    demand(source.lineAt(span.start) >= instruction.line, `${name} begins in its lines`);
    demand(instruction.line > line, `${name} begins behind the one before`);
    const last = Math.max(span.start, span.end - 1);
    demand(endLine >= source.lineAt(last), `${name} ends in its last line`);
    line = endLine;
    for (const heredoc of heredocs) {
      place.text(`${name}: heredoc`, heredoc.content);
      place.inside(`${name}: heredoc`, heredoc.content.span, span);
      if (heredoc.terminator) place.inside(`${name}: terminator`, heredoc.terminator, span);
    }
    for (const comment of leadingComments) {
      demand(comment.span.end <= span.start, `${name} follows its comments`);
      demand(comments.includes(comment), `the comment above ${name} is one of the file's`);
    }
  }

  const steps = stages.flatMap((stage) => stage.steps);
  const open = instructions.filter(({ heredocs }) => heredocs.some((each) => !each.terminator));
  for (const step of steps) {
    // The end that an open heredoc is given stands nowhere in the file.
    checkStep(step, place, !open.some(({ span }) => span.start === step.span.start));
  }
  const facts = analysis.stages.flatMap((stage) => stage.steps.flatMap((step) => step.facts));
  for (const { command, ecosystem } of facts) place.span(`${ecosystem} fact`, command.span);
}

function checkLine(name: string, line: InstructionLine, place: PlaceCheck): void {
  place.text(`${name}: logical line`, line.logical);
  place.text(`${name}: keyword`, line.keyword);
  place.text(`${name}: arguments`, line.args);
  demand(line.keyword.text.toUpperCase() === line.name, `${name} has its keyword's name`);
  for (const flag of line.flags) {
    place.text(`${name}: flag`, flag.word);
    place.text(`${name}: flag as written`, flag.raw);
    if (flag.value) place.text(`${name}: flag value`, flag.value);
    place.inside(`${name}: flag`, flag.word.span, flag.raw.span);
    place.inside(`${name}: flag`, flag.raw.span, line.logical.span);
  }
  for (const word of line.words) {
    if (line.exec) place.decoded(`${name}: string`, word);
    else place.text(`${name}: word`, word);
    place.inside(`${name}: word`, word.span, line.logical.span);
  }
  for (const { name: key, value } of line.assignments) {
    place.text(`${name}: name`, key);
    if (value) place.text(`${name}: value`, value);
  }
  if (line.trigger) checkLine(`${name}: trigger`, line.trigger, place);
}

function checkStep(step: RunStep, place: PlaceCheck, closed: boolean): void {
  const name = `step in line ${step.line}`;
  place.span(name, step.span);
  if (step.script.kind !== "shell") {
    place.span(`${name}: script`, step.script.text.span);
    return;
  }
  const { script } = step.script;
  place.span(`${name}: script`, script.text.span);
  for (const command of script.commands) {
    const what = `${name}: command ${JSON.stringify(command.name)}`;
    place.inside(what, command.span, step.span);
    for (const word of command.words) {
      void [word.value, word.isLiteral];
      place.inside(`${what}: word`, word.span, step.span);
      // A quote that nobody closes reaches into what was put behind a heredoc.
      if (script.broken || !closed) place.span(`${what}: word`, word.raw.span);
      else if (step.run.exec) place.decoded(`${what}: word`, word.raw);
      else place.text(`${what}: word`, word.raw);
      place.inside(`${what}: word without quotes`, word.unquoted.span, word.span);
    }
    for (const { span } of command.assignments)
      place.inside(`${what}: assignment`, span, step.span);
    for (const { target } of command.redirects) {
      if (target) place.inside(`${what}: redirection`, target.span, step.span);
    }
  }
}

/** The findings are inside the text, and the same however often and in which order rules run. */
function checkLint(result: LintResult, options: LintOptions): void {
  const { source, diagnostics } = result;
  const place = new PlaceCheck(source.text);
  failNot(result);
  for (const { rule, span, related = [] } of diagnostics) {
    place.span(rule, span);
    for (const each of related) place.span(`${rule}: related place`, each.span);
  }
  const fresh = new Engine({ rules: rules.toReversed(), ecosystems }).lint(source, options);
  const same = isDeepStrictEqual(describe(fresh), describe(result));
  demand(same, "a new engine with the rules in another order finds the same");
}

/** Fixes stay inside the text, do not clash with themselves, and leave nothing to do. */
function checkFix({ source, diagnostics }: LintResult, options: LintOptions): void {
  const place = new PlaceCheck(source.text);
  let fixable = false;
  for (const { rule, remedy } of diagnostics) {
    const answer = remedy?.();
    if (answer === undefined || "refusal" in answer) continue;
    fixable = true;
    for (const edit of answer.fix.edits) place.span(`${rule}: edit`, edit);
    demand(clash(answer.fix.edits) === undefined, `${rule}: the edits of a fix do not overlap`);
  }
  if (!fixable) return;
  const fixed = fix(source.text, { ...options, unsafe: true });
  const again = fix(fixed.after.text, { ...options, unsafe: true });
  const settled = again.after.text === fixed.after.text;
  demand(settled, `fixing again changes nothing in ${JSON.stringify(fixed.after.text)}`);
  failNot(lint(fixed.after.text, options));
}

function clash(edits: readonly TextEdit[]): TextEdit | undefined {
  return edits.find((edit, index) => edits.slice(index + 1).some((each) => overlap(edit, each)));
}

function failNot({ failures }: LintResult): void {
  for (const { rule, error } of failures) {
    throw new Error(`rule ${rule} fails`, { cause: error });
  }
}

/** Diagnostics as plain data: what is worked out on demand is worked out. */
function describe({ diagnostics }: LintResult): unknown[] {
  return diagnostics.map(({ remedy, ...rest }: Diagnostic) => ({ ...rest, remedy: remedy?.() }));
}

function checkOrder(name: string, items: readonly { readonly span: Span }[]): void {
  let end = 0;
  for (const { span } of items) {
    demand(span.start >= end, `${name} are in order and do not overlap: ${show(span)}`);
    end = span.end;
  }
}

/** Holds what was read against the text of the file. */
class PlaceCheck {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  span(name: string, span: Span): void {
    const { start, end } = span;
    const inside = 0 <= start && start <= end && end <= this.#text.length;
    demand(inside, `${name} ${show(span)} lies in the text of length ${this.#text.length}`);
  }

  inside(name: string, inner: Span, outer: Span): void {
    const inside = outer.start <= inner.start && inner.end <= outer.end;
    this.span(name, inner);
    demand(inside, `${name} ${show(inner)} lies in ${show(outer)}`);
  }

  /** Nothing is spelled otherwise: each character stands in the file where it says. */
  text(name: string, mapped: MappedText): void {
    this.#characters(name, mapped, false);
  }

  /** As `text`, but a character may stand for an escape, as in JSON. */
  decoded(name: string, mapped: MappedText): void {
    this.#characters(name, mapped, true);
  }

  #characters(name: string, mapped: MappedText, escapes: boolean): void {
    const { span, text, length } = mapped;
    this.span(name, span);
    if (span.end - span.start === length) {
      const source = this.#text.slice(span.start, span.end);
      demand(source === text, `${name} ${show(span)} is ${JSON.stringify(source)}, not ${text}`);
      return;
    }
    let last = -1;
    for (let at = 0; at < length; at++) {
      const offset = mapped.offsetOf(at);
      const character = this.#text[offset];
      const right = character === text[at] || (escapes && character === "\\");
      demand(right, `${name}: character ${at} of ${JSON.stringify(text)} is at ${offset}`);
      demand(offset > last, `${name}: character ${at} stands behind the one before`);
      last = offset;
    }
  }
}

function show({ start, end }: Span): string {
  return `[${start}, ${end})`;
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}
