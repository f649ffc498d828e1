/**
 * The public entry, for Node and for browsers: linting and planning of texts. Reads no files.
 *
 * @example
 * import { lint } from "dockerlint-xarch";
 * const { diagnostics } = lint("FROM python:3.12\nRUN pip install flask\n", { path: "Dockerfile" });
 */
import { ecosystems, rules } from "../rules/index.ts";
import { Engine, type LintOptions, type LintResult } from "./engine/lint.ts";
import { fixSource, type FixOptions, type FixResult } from "./engine/fix.ts";
import { type Plan, planOf } from "./engine/plan.ts";
import type { GraphOptions } from "./graph/graph.ts";
import { SourceText } from "./text/source.ts";

/** The engine with every rule and every ecosystem. */
export const engine = new Engine({ rules, ecosystems });

/** Reports what the rules find in a Dockerfile's text. Never throws. */
export function lint(text: string, options: LintOptions & { path?: string } = {}): LintResult {
  return engine.lint(new SourceText(options.path ?? "Dockerfile", text), options);
}

/** Repairs what can be repaired; see `FixResult` for what was and was not. Never throws. */
export function fix(text: string, options: FixOptions & { path?: string } = {}): FixResult {
  return fixSource(engine, new SourceText(options.path ?? "Dockerfile", text), options);
}

/** Tells on which platform each stage and step of a Dockerfile runs. Never throws. */
export function plan(text: string, options: GraphOptions & { path?: string } = {}): Plan {
  return planOf(engine.analyse(new SourceText(options.path ?? "Dockerfile", text), options));
}

export { toJson } from "./report/json.ts";
export { formatPlatform, parsePlatform, type Platform } from "./platform/platform.ts";
export { SourceText } from "./text/source.ts";
export type { FixOptions, FixRecord, FixResult, SkippedFix } from "./engine/fix.ts";
export type { Applicability, Fix, Remedy } from "./rule/fix.ts";
export type { LintOptions, LintResult } from "./engine/lint.ts";
export type { Plan, PlanStage, PlanStep } from "./engine/plan.ts";
export type { GraphOptions } from "./graph/graph.ts";
export type { Diagnostic, Severity } from "./rule/diagnostic.ts";
export type { Rule, RuleDocs } from "./rule/rule.ts";
export type { Ecosystem } from "./rule/ecosystem.ts";
export type { Position } from "./text/source.ts";
export type { Span } from "./text/span.ts";
