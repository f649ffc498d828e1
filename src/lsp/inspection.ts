import type { Analysis } from "../facts/analysis.ts";
import { proveFix } from "../engine/fix.ts";
import type { Engine, LintOptions } from "../engine/lint.ts";
import type { Diagnostic } from "../rule/diagnostic.ts";
import type { Remedy } from "../rule/fix.ts";
import type { SourceText } from "../text/source.ts";

/** How a file is read. */
export interface FileSettings {
  readonly options: LintOptions;
  readonly targetsFrom?: string | undefined;
}

/** What is known of one version of a document. Everything is worked out once, when it is asked for. */
export class Inspection {
  readonly source: SourceText;
  readonly options: LintOptions;
  /** Where the targets are declared, such as "docker-bake.hcl:4". */
  readonly targetsFrom: string | undefined;
  readonly engine: Engine;
  readonly #remedies = new Map<Diagnostic, Remedy | undefined>();
  #analyses: readonly Analysis[] | undefined;
  #result: ReturnType<Engine["report"]> | undefined;

  constructor(engine: Engine, source: SourceText, { options, targetsFrom }: FileSettings) {
    this.engine = engine;
    this.source = source;
    this.options = options;
    this.targetsFrom = targetsFrom;
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
    return (this.#result ??= this.engine.report(this.#allAnalyses, this.options));
  }

  get #allAnalyses(): readonly Analysis[] {
    return (this.#analyses ??= this.engine.analyseAll(this.source, this.options));
  }
}
