import { type Analysis, type Environs, readAnalysis } from "../facts/analysis.ts";
import type { Ecosystem } from "../rule/ecosystem.ts";
import { EcosystemIndex } from "../facts/facts.ts";
import type { GraphOptions } from "../graph/graph.ts";
import { type Diagnostic, type Finding, SEVERITIES, type Severity } from "../rule/diagnostic.ts";
import type { Recipe, RecipeOptions } from "../rule/recipe.ts";
import type { Rule, RuleContext, RuleOptions } from "../rule/rule.ts";
import type { SyntaxFault } from "../syntax/dockerfile.ts";
import type { SourceText } from "../text/source.ts";
import { mergeDiagnostics } from "./merge.ts";
import { readSuppressions, type Suppressions } from "./suppress.ts";

/** What a file is analysed for, and what stands around it. */
export interface AnalysisOptions extends GraphOptions, Environs {
  /** Further builds of the same file: it is linted for all of them. */
  readonly otherBuilds?: readonly GraphOptions[] | undefined;
  /** Where the platforms were found that the file is built for; undefined where they are given. */
  readonly builtFor?: BuiltFor | undefined;
}

/** What the files around a Dockerfile say that it is built for. */
export interface BuiltFor {
  readonly platforms: readonly string[];
  /** `docker-bake.hcl:7`, as reports name files. */
  readonly places: readonly string[];
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
  /** As given. */
  readonly builtFor?: BuiltFor;
}

/** The diagnostics of what BuildKit refuses to read have this in the place of a rule's id. */
export const SYNTAX_ERROR = "syntax-error";

/** Mechanism and knowledge, ready to read files. */
export class Engine implements Knowledge {
  readonly rules: readonly Rule[];
  readonly ecosystems: readonly Ecosystem[];
  readonly #ecosystems: EcosystemIndex;
  readonly #byId: ReadonlyMap<string, Ecosystem>;

  constructor({ rules, ecosystems }: Knowledge) {
    this.rules = rules;
    this.ecosystems = ecosystems;
    this.#ecosystems = new EcosystemIndex(ecosystems);
    this.#byId = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
  }

  /** Reads a file for each of its builds, the main one first. Never throws. */
  analyseAll(source: SourceText, options: AnalysisOptions = {}): readonly Analysis[] {
    const builds = [options, ...(options.otherBuilds ?? [])];
    return builds.map((build) => this.analyse(source, { ...build, ...environsOf(options) }));
  }

  /** Reads a file for its main build: its graph, and what each command does. Never throws. */
  analyse(source: SourceText, options: AnalysisOptions = {}): Analysis {
    return readAnalysis(source, this.#ecosystems, options);
  }

  /** Reads a file and reports what the rules find in it. Never throws. */
  lint(source: SourceText, options: LintOptions = {}): LintResult {
    return this.report(this.analyseAll(source, options), options);
  }

  /**
   * Reports what the rules find in a file that was read with the same options. Never throws.
   * @param analyses of its builds, as `analyseAll` gives them
   */
  report(analyses: readonly Analysis[], options: LintOptions = {}): LintResult {
    const analysis = analyses[0]!;
    const { dockerfile } = analysis.graph;
    const { source } = dockerfile;
    const suppressions = readSuppressions(dockerfile);
    const selected = this.rules.filter((rule) => isSelected(rule, options.rules));
    const first = selected.filter(({ last }) => !last);
    const runs = analyses.map((each) => new RuleRun(each, this.#context(options), options));
    const faults = mergeDiagnostics(analyses.map(({ graph }) => graph.faults.map(syntaxError)));
    const ordinary = mergeDiagnostics(runs.map((run) => first.flatMap((rule) => run.check(rule))));
    const failures = runs.flatMap((run) => run.failures);
    const found = [...faults, ...ordinary].filter((diagnostic) => !suppressions.cover(diagnostic));
    // Where BuildKit stops reading, findings behind it may be missing.
    const last = faults.length > 0 ? [] : selected.filter((rule) => rule.last);
    if (last.length > 0 && suppressions.unused().length > 0) {
      this.#tryElsewhere(suppressions, source, options);
      const context = { ...this.#context(options), unusedSuppressions: suppressions.unused() };
      const after = new RuleRun(analysis, context, options);
      const more = last.flatMap((rule) => after.check(rule));
      found.push(...more.filter((diagnostic) => !suppressions.cover(diagnostic)));
      failures.push(...after.failures);
    }
    const { builtFor } = options;
    return {
      source,
      diagnostics: found.toSorted(byPlace),
      failures: distinctRules(failures),
      ...(builtFor && { builtFor }),
    };
  }

  /**
   * A comment that silences nothing in this run may do so in another one: with more rules, for
   * another target. It is unused only where it is of no use in any.
   */
  #tryElsewhere(suppressions: Suppressions, source: SourceText, options: LintOptions): void {
    const named = new Set(suppressions.unused().flatMap(({ rules }) => rules));
    const anyBuild = { buildArgs: options.buildArgs, ...environsOf(options) };
    const anyEcosystem = { ecosystems: undefined };
    const rules = this.rules.filter(({ id, last }) => named.has(id) && !last);
    for (const build of [options, ...(options.otherBuilds ?? []), anyBuild]) {
      const run = new RuleRun(this.analyse(source, build), this.#context(options), anyEcosystem);
      for (const rule of rules) for (const found of run.check(rule)) suppressions.cover(found);
    }
  }

  #context(options: LintOptions): RuleContext {
    return {
      targetPlatform: options.targetPlatform ?? "implicit",
      recipeOf: (ecosystem) => this.#recipeOf(ecosystem, options),
      remarkOf: (ecosystem) => this.#byId.get(ecosystem)?.remark,
      retargetOf: (ecosystem) => this.#byId.get(ecosystem)?.retarget,
      unusedSuppressions: [],
      ruleIds: [...this.rules.map(({ id }) => id), SYNTAX_ERROR],
    };
  }

  /** An ecosystem's recipe, told what the user wants of it. */
  #recipeOf(ecosystem: string, { ecosystems }: LintOptions): Recipe | undefined {
    const recipe = this.#byId.get(ecosystem)?.recipe;
    const wanted = ecosystems?.get(ecosystem);
    if (recipe === undefined || wanted === undefined) return recipe;
    return (step, analysis) => recipe(step, analysis, wanted);
  }
}

function environsOf({ context, packageIndex }: AnalysisOptions): Environs {
  return { context, packageIndex };
}

/** A rule that fails in several builds of a file has failed once. */
function distinctRules(failures: readonly RuleFailure[]): RuleFailure[] {
  return [...new Map(failures.map((failure) => [failure.rule, failure])).values()];
}

function isSelected(rule: Rule, selected: ReadonlySet<string> | undefined): boolean {
  return selected === undefined ? !rule.off : selected.has(rule.id);
}

function syntaxError(fault: SyntaxFault): Diagnostic {
  return { rule: SYNTAX_ERROR, severity: "error", ...fault };
}

/** Runs rules over one analysis, and keeps apart those that fail. */
class RuleRun {
  readonly failures: RuleFailure[] = [];
  readonly #analysis: Analysis;
  readonly #context: RuleContext;
  readonly #options: Pick<LintOptions, "severities" | "ecosystems">;

  constructor(
    analysis: Analysis,
    context: RuleContext,
    options: Pick<LintOptions, "severities" | "ecosystems">,
  ) {
    this.#analysis = analysis;
    this.#context = context;
    this.#options = options;
  }

  check(rule: Rule): Diagnostic[] {
    try {
      return [...rule.check(this.#analysis, this.#context)]
        .filter((finding) => this.#isWanted(finding))
        .map((finding) => this.#diagnostic(finding, rule));
    } catch (error) {
      this.failures.push({ rule: rule.id, error });
      return [];
    }
  }

  #isWanted({ ecosystem }: Finding): boolean {
    if (ecosystem === undefined) return true;
    return this.#options.ecosystems?.get(ecosystem)?.enabled !== false;
  }

  #diagnostic(finding: Finding, { id, severity, aliases }: Rule): Diagnostic {
    return {
      rule: id,
      ...(aliases && { aliases }),
      ...finding,
      severity: this.#options.severities?.get(id) ?? finding.severity ?? severity,
    };
  }
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
