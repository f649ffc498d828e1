import { describe, expect, test } from "vitest";
import { rules } from "../rules/index.ts";
import { engine } from "../src/index.ts";
import { SourceText } from "../src/text/source.ts";

/** Every example on a rule's page is executed. */
describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, { docs, summary }) => {
  const ofTheRule = (text: string) => {
    const { diagnostics } = engine.lint(new SourceText("Dockerfile", text), {
      rules: new Set([id]),
    });
    return diagnostics.map(({ rule }) => rule);
  };

  test("its bad example is reported", () => {
    expect(ofTheRule(docs.bad)).toContain(id);
    expect(ofTheRule(docs.bad)).not.toContain("syntax-error");
  });

  test("its good example is not", () => {
    expect(ofTheRule(docs.good)).toEqual([]);
  });

  test("its summary is one line without a period", () => {
    expect(summary).toMatch(/^[^\n]+[^.\n]$/);
  });
});
