import type { Analysis } from "../facts/analysis.ts";
import type { Recipe, Remark, Retarget } from "./recipe.ts";
import type { Finding, Severity } from "./diagnostic.ts";
import type { SuppressionComment } from "./suppression.ts";

/** What a rule's page and `explain` say. Every example is executed by the tests. */
export interface RuleDocs {
  /** What the rule looks for, in Markdown. */
  readonly what: string;
  /** Why it matters, with figures and sources. */
  readonly why: string;
  /** A Dockerfile that the rule reports. */
  readonly bad: string;
  /** The same, right: no finding of the rule. */
  readonly good: string;
  /** When a finding may be ignored. */
  readonly exceptions: string;
  /** What the fix does, and why it is safe or is not. */
  readonly fix?: string;
}

/** How the user wants stages on the target platform to be written. */
export type TargetPlatformStyle = "implicit" | "explicit";

export interface RuleOptions {
  readonly targetPlatform: TargetPlatformStyle;
}

/** What a rule is given besides the facts. */
export interface RuleContext extends RuleOptions {
  /** The recipe of an ecosystem, by its id. */
  readonly recipeOf: (ecosystem: string) => Recipe | undefined;
  /** What an ecosystem has to remark on its emulated steps, likewise. */
  readonly remarkOf: (ecosystem: string) => Remark | undefined;
  /** How an ecosystem, by its id, lets its commands work for the target. */
  readonly retargetOf: (ecosystem: string) => Retarget | undefined;
  /** The comments of which a part silences nothing; empty until all other rules have run. */
  readonly unusedSuppressions: readonly SuppressionComment[];
  /** The ids of all rules. */
  readonly ruleIds: readonly string[];
}

/** One rule: a file under `rules/`. It reads facts only: no parsing, no IO, no state. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Whether it reports only when it is selected by name. */
  readonly off?: boolean;
  /** Whether what it reports has no effect: editors show it faded. */
  readonly unnecessary?: boolean;
  /** One line without a period. */
  readonly summary: string;
  /** The rules of other linters that mean the same, such as `DL3029`. */
  readonly aliases?: readonly string[];
  readonly docs: RuleDocs;
  /** Whether it is about what the others have found, and so runs after them. */
  readonly last?: boolean;
  readonly check: (analysis: Analysis, context: RuleContext) => Iterable<Finding>;
}
