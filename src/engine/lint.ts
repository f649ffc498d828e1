import { type Analysis, readAnalysis } from "../facts/analysis.ts";
import type { BuildContext } from "../facts/build-context.ts";
import type { Ecosystem } from "../rule/ecosystem.ts";
import { EcosystemIndex } from "../facts/facts.ts";
import { buildGraph, type GraphOptions } from "../graph/graph.ts";
import { type Diagnostic, SEVERITIES, type Severity } from "../rule/diagnostic.ts";
import type { Recipe, RecipeOptions } from "../rule/recipe.ts";
import type { Rule, RuleContext, RuleOptions } from "../rule/rule.ts";
import { parseDockerfile } from "../syntax/dockerfile.ts";
import type { SourceText } from "../text/source.ts";
import { readSuppressions } from "./suppress.ts";

/** What a file is analysed for, and what stands around it. */
export interface AnalysisOptions extends GraphOptions {
  /** The folder that the build sends; undefined where nobody looked. */
  readonly context?: BuildContext | undefined;
}

/** What is read of a file, and how. */
export interface LintOptions extends AnalysisOptions, Partial<RuleOptions> {
  /** The ids of the rules that may report; by default all that are not off. */
  readonly rules?: ReadonlySet<string> | undefined;
  /** The severity of rules whose own one is not wanted, by their ids. */
  readonly severities?: ReadonlyMap<string, Severity> | undefined;
  /** What the user wants of ecosystems, by their ids. */
  readonly ecosystems?: ReadonlyMap<string, EcosystemOptions> | undefined;
}

/** What the user wants of one ecosystem. */
export interface EcosystemOptions extends RecipeOptions {
  /** Whether findings about its commands are reported; by default true. */
  readonly enabled?: boolean | undefined;
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
export class Engine implements Knowledge {
  readonly rules: readonly Rule[];
  readonly ecosystems: readonly Ecosystem[];
  readonly #ecosystems: EcosystemIndex;
  readonly #recipes: ReadonlyMap<string, Recipe | undefined>;

  constructor({ rules, ecosystems }: Knowledge) {
    this.rules = rules;
    this.ecosystems = ecosystems;
    this.#ecosystems = new EcosystemIndex(ecosystems);
    this.#recipes = new Map(ecosystems.map(({ id, recipe }) => [id, recipe]));
  }

  /** Reads a file: its graph, and what each command does. Never throws. */
  analyse(source: SourceText, options: AnalysisOptions = {}): Analysis {
    const graph = buildGraph(parseDockerfile(source), options);
    return readAnalysis(graph, this.#ecosystems, options.context);
  }

  /** Reads a file and reports what the rules find in it. Never throws. */
  lint(source: SourceText, options: LintOptions = {}): LintResult {
    const analysis = this.analyse(source, options);
    const context: RuleContext = {
      targetPlatform: options.targetPlatform ?? "implicit",
      recipeOf: (ecosystem) => this.#recipeOf(ecosystem, options),
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
        diagnostics.push(...runRule(rule, analysis, context, options));
      } catch (error) {
        failures.push({ rule: rule.id, error });
      }
    }
    const suppressions = readSuppressions(analysis.graph.dockerfile);
    const reported = diagnostics.filter((diagnostic) => !suppressions.cover(diagnostic));
    return { source, diagnostics: reported.toSorted(byPlace), failures };
  }

  /** An ecosystem's recipe, told what the user wants of it. */
  #recipeOf(ecosystem: string, { ecosystems }: LintOptions): Recipe | undefined {
    const recipe = this.#recipes.get(ecosystem);
    const wanted = ecosystems?.get(ecosystem);
    if (recipe === undefined || wanted === undefined) return recipe;
    return (step, analysis) => recipe(step, analysis, wanted);
  }
}

function isSelected(rule: Rule, selected: ReadonlySet<string> | undefined): boolean {
  return selected === undefined ? !rule.off : selected.has(rule.id);
}

function runRule(
  { id, check, severity, aliases }: Rule,
  analysis: Analysis,
  context: RuleContext,
  { severities, ecosystems }: LintOptions,
): Diagnostic[] {
  const wanted = severities?.get(id);
  return [...check(analysis, context)]
    .filter(({ ecosystem }) => ecosystems?.get(ecosystem ?? "")?.enabled !== false)
    .map((finding) => ({
      rule: id,
      ...(aliases && { aliases }),
      ...finding,
      severity: wanted ?? finding.severity ?? severity,
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
