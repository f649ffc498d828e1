import type { Analysis } from "../facts/analysis.ts";
import { proveFix } from "../engine/fix.ts";
import type { Engine, LintOptions, LintResult } from "../engine/lint.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Remedy } from "../rule/fix.ts";
import type { SourceText } from "../text/source.ts";

/** How a file is read. */
export interface FileSettings {
  readonly options: LintOptions;
  readonly targetsFrom?: string | undefined;
  /** Of the diagnostics of a text those that its baseline does not have. */
  readonly newOnly?: (
    source: SourceText,
    diagnostics: readonly Diagnostic[],
  ) => readonly Diagnostic[];
}

/** What is known of one version of a document. Everything is worked out once, when it is asked for. */
export class Inspection {
  readonly source: SourceText;
  readonly options: LintOptions;
  /** Where the targets are declared, such as "docker-bake.hcl:4". */
  readonly targetsFrom: string | undefined;
  readonly engine: Engine;
  readonly #newOnly: FileSettings["newOnly"];
  readonly #remedies = new Map<Diagnostic, Remedy | undefined>();
  #analyses: readonly Analysis[] | undefined;
  #result: LintResult | undefined;

  constructor(engine: Engine, source: SourceText, { options, targetsFrom, newOnly }: FileSettings) {
    this.engine = engine;
    this.source = source;
    this.options = options;
    this.targetsFrom = targetsFrom;
    this.#newOnly = newOnly;
  }

  /** Of the main build. */
  get analysis(): Analysis {
    return this.#allAnalyses[0]!;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#report.diagnostics;
  }

  /** The rules that failed. */
  get failures() {
    return this.#report.failures;
  }

  /** What can be done about a finding: a fix that is proven on its result, or why there is none. */
  remedyOf(diagnostic: Diagnostic): Remedy | undefined {
    if (!this.#remedies.has(diagnostic)) {
      const remedy = diagnostic.remedy?.();
      const fault =
        remedy !== undefined && "fix" in remedy
          ? proveFix(this.engine, this.source, remedy.fix, this.options)
          : undefined;
      this.#remedies.set(diagnostic, fault === undefined ? remedy : { refusal: fault });
    }
    return this.#remedies.get(diagnostic);
  }

  get #report() {
    return (this.#result ??= this.#lint());
  }

  #lint(): LintResult {
    const result = this.engine.report(this.#allAnalyses, this.options);
    if (this.#newOnly === undefined) return result;
    return { ...result, diagnostics: this.#newOnly(this.source, result.diagnostics) };
  }

  get #allAnalyses(): readonly Analysis[] {
    return (this.#analyses ??= this.engine.analyseAll(this.source, this.options));
  }
}
