import { type Analysis, readAnalysis } from "../facts/analysis.ts";
import type { Ecosystem } from "../rule/ecosystem.ts";
import { EcosystemIndex } from "../facts/facts.ts";
import { buildGraph, type GraphOptions } from "../graph/graph.ts";
import { type Diagnostic, SEVERITIES } from "../rule/diagnostic.ts";
import type { Recipe } from "../rule/recipe.ts";
import type { Rule, RuleContext, RuleOptions } from "../rule/rule.ts";
import { parseDockerfile } from "../syntax/dockerfile.ts";
import type { SourceText } from "../text/source.ts";
import { readSuppressions } from "./suppress.ts";

/** What is read of a file, and how. */
export interface LintOptions extends GraphOptions, Partial<RuleOptions> {
  /** The ids of the rules that may report; by default all that are not off. */
  readonly rules?: ReadonlySet<string> | undefined;
}

/** Everything there is to know: the rules and the ecosystems. */
export interface Knowledge {
  readonly rules: readonly Rule[];
  readonly ecosystems: readonly Ecosystem[];
}

/** A rule that failed. It is our fault, not the file's; the other rules have run. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

export interface LintResult {
  readonly source: SourceText;
  /** In the order of the file; at one place the worst first. */
  readonly diagnostics: readonly Diagnostic[];
  readonly failures: readonly RuleFailure[];
}

/** The diagnostics of what BuildKit refuses to read have this in the place of a rule's id. */
export const SYNTAX_ERROR = "syntax-error";

/** Mechanism and knowledge, ready to read files. */
export class Engine {
  readonly rules: readonly Rule[];
  readonly #ecosystems: EcosystemIndex;
  readonly #recipes: ReadonlyMap<string, Recipe | undefined>;

  constructor({ rules, ecosystems }: Knowledge) {
    this.rules = rules;
    this.#ecosystems = new EcosystemIndex(ecosystems);
    this.#recipes = new Map(ecosystems.map(({ id, recipe }) => [id, recipe]));
  }

  /** Reads a file: its graph, and what each command does. Never throws. */
  analyse(source: SourceText, options: GraphOptions = {}): Analysis {
    return readAnalysis(buildGraph(parseDockerfile(source), options), this.#ecosystems);
  }

  /** Reads a file and reports what the rules find in it. Never throws. */
  lint(source: SourceText, options: LintOptions = {}): LintResult {
    const analysis = this.analyse(source, options);
    const context: RuleContext = {
      targetPlatform: options.targetPlatform ?? "implicit",
      recipeOf: (ecosystem) => this.#recipes.get(ecosystem),
    };
    const diagnostics: Diagnostic[] = analysis.graph.faults.map((fault) => ({
      rule: SYNTAX_ERROR,
      severity: "error",
      ...fault,
    }));
    const failures: RuleFailure[] = [];
    for (const rule of this.rules) {
      if (!isSelected(rule, options.rules)) continue;
      try {
        diagnostics.push(...runRule(rule, analysis, context));
      } catch (error) {
        failures.push({ rule: rule.id, error });
      }
    }
    const suppressions = readSuppressions(analysis.graph.dockerfile, this.rules);
    const reported = diagnostics.filter((diagnostic) => !suppressions.cover(diagnostic));
    return { source, diagnostics: reported.toSorted(byPlace), failures };
  }
}

function isSelected(rule: Rule, selected: ReadonlySet<string> | undefined): boolean {
  return selected === undefined ? !rule.off : selected.has(rule.id);
}

function runRule(rule: Rule, analysis: Analysis, context: RuleContext): Diagnostic[] {
  return [...rule.check(analysis, context)].map((finding) => ({
    rule: rule.id,
    severity: rule.severity,
    ...finding,
  }));
}

/** A total order: the output does not depend on the order in which rules run. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
