import type { Analysis } from "../facts/analysis.ts";
import { namePlatform } from "./plan.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Applicability, Fix } from "../rule/fix.ts";
import { applyEdits, sameEdit, type TextEdit } from "../text/edit.ts";
import { SourceText } from "../text/source.ts";
import { compatible } from "./compatible.ts";
import type { Engine, LintOptions, LintResult } from "./lint.ts";

export interface FixOptions extends LintOptions {
  /** Whether fixes that rest on assumptions are made, too. */
  readonly unsafe?: boolean | undefined;
}

/** A fix that was made, or was not, in the text as it was in its pass. */
export interface FixRecord {
  readonly rule: string;
  readonly title: string;
  readonly applicability: Applicability;
  readonly assumptions: readonly string[];
  readonly line: number;
}

export interface SkippedFix extends FixRecord {
  readonly reason: string;
}

export interface FixResult {
  readonly before: SourceText;
  readonly after: SourceText;
  readonly applied: readonly FixRecord[];
  readonly skipped: readonly SkippedFix[];
}

/** Fixes can uncover others; ten passes are far more than any file needs. */
const MAX_PASSES = 10;

/** A fix with its diagnostic. */
interface Candidate {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

/**
 * Makes the fixes of a file. Each is made as a whole; one that overlaps another waits for the next
 * pass. What comes out is read again: a fix whose result is not what it should be is taken back.
 */
export function fixSource(engine: Engine, before: SourceText, options: FixOptions): FixResult {
  const run = new FixRun(engine, before, options);
  for (let pass = 0; pass < MAX_PASSES && run.pass(); pass++);
  return { before, after: run.source, applied: run.applied, skipped: run.skipped() };
}

class FixRun {
  source: SourceText;
  readonly applied: FixRecord[] = [];
  readonly #engine: Engine;
  readonly #options: FixOptions;
  /** Why fixes were taken back, by what they are. */
  readonly #faults = new Map<string, string>();
  readonly #seen = new Set<string>();

  constructor(engine: Engine, source: SourceText, options: FixOptions) {
    this.#engine = engine;
    this.source = source;
    this.#options = options;
    this.#seen.add(source.text);
  }

  /** Makes the fixes that go together; whether there was one. */
  pass(): boolean {
    const wanted = this.#candidates().filter((each) => this.#mayApply(each));
    if (wanted.length === 0) return false;
    const { graph } = this.#engine.analyse(this.source, this.#options);
    const chosen = compatible(wanted.toSorted(byPlace), graph);
    if (this.#apply(chosen)) return true;
    // One of them is at fault: find out which.
    return chosen.length > 1 && chosen.some((each) => this.#apply([each]));
  }

  /** The fixes that are left, and why they were not made. */
  skipped(): SkippedFix[] {
    return this.#candidates().map((candidate) => ({
      ...this.#record(candidate),
      reason: this.#faults.get(keyOf(candidate)) ?? "it rests on assumptions: --unsafe-fixes",
    }));
  }

  #candidates(): Candidate[] {
    const { diagnostics } = this.#engine.lint(this.source, this.#options);
    return diagnostics.flatMap((diagnostic) => {
      const remedy = diagnostic.remedy?.();
      const hasFix = remedy !== undefined && "fix" in remedy && remedy.fix.edits.length > 0;
      return hasFix ? [{ diagnostic, fix: remedy.fix }] : [];
    });
  }

  #mayApply(candidate: Candidate): boolean {
    const wanted = candidate.fix.applicability === "safe" || this.#options.unsafe === true;
    return wanted && !this.#faults.has(keyOf(candidate));
  }

  #apply(chosen: readonly Candidate[]): boolean {
    const edits = distinct(chosen.flatMap(({ fix }) => fix.edits));
    const next = new SourceText(this.source.path, applyEdits(this.source.text, edits));
    const fault = this.#faultOf(next);
    if (fault !== undefined) {
      if (chosen.length === 1) this.#faults.set(keyOf(chosen[0]!), fault);
      return false;
    }
    this.applied.push(...chosen.map((each) => this.#record(each)));
    this.source = next;
    this.#seen.add(next.text);
    return true;
  }

  /** What is wrong with a result; undefined where it may stand. */
  #faultOf(next: SourceText): string | undefined {
    if (this.#seen.has(next.text)) return "it undoes another fix";
    return faultBetween(this.#engine, this.source, next, this.#options);
  }

  #record({ diagnostic, fix }: Candidate): FixRecord {
    const { title, applicability, assumptions } = fix;
    const { line } = this.source.position(diagnostic.span.start);
    return { rule: diagnostic.rule, title, applicability, assumptions, line };
  }
}

/**
 * What is wrong with the result of one fix alone; undefined where it may be made.
 * @param options with which the fix was found
 */
export function proveFix(
  engine: Engine,
  source: SourceText,
  { edits }: Fix,
  options: LintOptions,
): string | undefined {
  const result = new SourceText(source.path, applyEdits(source.text, distinct(edits)));
  return faultBetween(engine, source, result, options);
}

/** What is wrong with a text that fixes made of another one. */
function faultBetween(
  engine: Engine,
  source: SourceText,
  result: SourceText,
  options: LintOptions,
): string | undefined {
  // Whatever the user wants to hear of.
  const every = { ...options, rules: undefined, severities: undefined, ecosystems: undefined };
  const [before, after] = [source, result].map((text) => engine.analyseAll(text, every)) as [
    readonly Analysis[],
    readonly Analysis[],
  ];
  for (const [build, was] of before.entries()) {
    const is = after[build]!;
    const fault = newFault(was, is) ?? lostEdge(was, is) ?? changedFinal(was, is);
    if (fault !== undefined) return fault;
  }
  return newLeak(engine.report(before, every), engine.report(after, every));
}

/** Errors are what ships the wrong architecture: a fix must not add one. */
function newLeak(before: LintResult, after: LintResult): string | undefined {
  const errors = ({ diagnostics }: LintResult) =>
    diagnostics.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
  const known = errors(before);
  const added = errors(after).find((rule) => {
    const at = known.indexOf(rule);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
  return added === undefined ? undefined : `its result has a new finding: ${added}`;
}

/** The same fix in another pass: lines may have moved. */
function keyOf({ diagnostic, fix }: Candidate): string {
  return `${diagnostic.rule} ${fix.title}`;
}

/**
 * Of two stages that are put in front of one, that for the later step goes first: it repeats what
 * stands before the step, as long as the other one has not changed it.
 */
function byPlace(a: Candidate, b: Candidate): number {
  const [first, second] = [firstEdit(a), firstEdit(b)];
  const order = first.start - second.start || first.end - second.end;
  const later = b.diagnostic.span.start - a.diagnostic.span.start;
  return order || later || (a.diagnostic.rule < b.diagnostic.rule ? -1 : 1);
}

function firstEdit({ fix }: Candidate): TextEdit {
  return fix.edits.reduce((first, edit) => (edit.start < first.start ? edit : first));
}

/** Two fixes often need the same ARG: it is written once. */
function distinct(edits: readonly TextEdit[]): TextEdit[] {
  return edits.filter((edit, index) => edits.findIndex((each) => sameEdit(each, edit)) === index);
}

function newFault(before: Analysis, after: Analysis): string | undefined {
  const known = before.graph.faults.length;
  const fault = after.graph.faults[known];
  return fault === undefined ? undefined : `BuildKit would refuse its result: ${fault.message}`;
}

/** Every COPY and mount from a stage still is one. */
function lostEdge(before: Analysis, after: Analysis): string | undefined {
  const count = ({ graph }: Analysis) =>
    graph.stages.flatMap(({ edges }) => edges).filter(({ from }) => "stage" in from).length;
  return count(after) < count(before)
    ? "a COPY would lose the stage that it copies from"
    : undefined;
}

/** The image that ships stays on its platform, or comes to the target, where it belongs. */
function changedFinal(before: Analysis, after: Analysis): string | undefined {
  const [was, is] = [before, after].map(({ graph }) => graph.stages.find(({ final }) => final));
  if (was === undefined || is === undefined || is.platform.kind === "target") return undefined;
  const [from, to] = [namePlatform(was.platform), namePlatform(is.platform)];
  return from === to ? undefined : `the image would be on the ${to} platform, not the ${from} one`;
}
