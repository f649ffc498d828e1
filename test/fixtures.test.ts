import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixSource } from "../src/engine/fix.ts";
import { planOf } from "../src/engine/plan.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { engine } from "../src/index.ts";
import { NO_COLORS } from "../src/report/colors.ts";
import { planToText } from "../src/report/plan-text.ts";
import { rules } from "../rules/index.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { applyEdits } from "../src/text/edit.ts";
import { SourceText } from "../src/text/source.ts";
import { findingsOf, fixtures } from "./support/fixtures.ts";

/**
 * Beside each fixture's Dockerfile stand `findings.txt` and `plan.txt`, and where fixes change it
 * `fixed.txt` and `fixed-unsafe.txt`. `npx vitest run -u` writes them anew; read the difference
 * before you commit it. The folders that show how a file is read keep what fixes make of it only where
 * somebody began to.
 */
const READINGS = /^(graph|suppression|syntax)\//;
const all = fixtures();

describe.each(all.map((fixture) => [fixture.name, fixture] as const))("%s", (_, fixture) => {
  const { source, options, folder, name } = fixture;
  // Several Dockerfiles of one folder have the file's name in front.
  const prefix = /[\w-]+(?=\.Dockerfile$)/.exec(name)?.[0];
  const beside = (file: string) => join(folder, prefix ? `${prefix}.${file}` : file);

  test("its findings are as expected", async () => {
    await expect(findingsOf(source, options)).toMatchFileSnapshot(beside("findings.txt"));
  });

  test("its plan is as expected", async () => {
    const plan = planOf(engine.analyse(source, options));
    const text = planToText(plan, source.text.split("\n"), NO_COLORS);
    await expect(text).toMatchFileSnapshot(beside("plan.txt"));
  });
});

describe.each(all.map((fixture) => [fixture.name, fixture] as const))("%s", (_, fixture) => {
  const { source, options, folder, name } = fixture;
  const prefix = /[\w-]+(?=\.Dockerfile$)/.exec(name)?.[0];
  const safe = fixSource(engine, source, options);
  const unsafe = fixSource(engine, source, { ...options, unsafe: true });

  test.each([
    ["fixed.txt", safe, safe.after.text !== source.text],
    ["fixed-unsafe.txt", unsafe, unsafe.after.text !== safe.after.text],
  ] as const)("%s is what the fixes make of it", async (file, { after }, differs) => {
    const path = join(folder, prefix ? `${prefix}.${file}` : file);
    if (differs && READINGS.test(name) && !existsSync(path)) return;
    if (differs) await expect(after.text).toMatchFileSnapshot(path);
    else expect(existsSync(path), `${file} is left over`).toBe(false);
  });

  test.each([
    ["safe", safe],
    ["unsafe", unsafe],
  ] as const)("fixed again, %s, it stays as it is", (applicability, { after }) => {
    const again = fixSource(engine, after, { ...options, unsafe: applicability === "unsafe" });
    expect(again.after.text).toBe(after.text);
  });

  test("what a rule's fixes repair is not found again", () => {
    for (const id of new Set(unsafe.applied.map(({ rule }) => rule))) {
      const alone = { ...options, rules: new Set([id]) };
      const { after, applied } = fixSource(engine, source, { ...alone, unsafe: true });
      if (applied.length === 0) continue; // Another rule's fix has uncovered it.
      const count = (text: SourceText) => engine.lint(text, alone).diagnostics.length;
      expect(count(after)).toBeLessThan(count(source));
    }
  });

  test("each fix alone leaves a file that parses", () => {
    for (const { remedy } of engine.lint(source, options).diagnostics) {
      const answer = remedy?.();
      if (answer === undefined || "refusal" in answer) continue;
      const text = applyEdits(source.text, answer.fix.edits);
      const faults = buildGraph(parseDockerfile(new SourceText("Dockerfile", text))).faults;
      const known = buildGraph(parseDockerfile(source)).faults;
      expect(faults.length).toBe(known.length);
    }
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("rule %s", (id) => {
  const own = all.filter(({ name }) => name.startsWith(`${id}/`));
  const found = own.map(({ source, options }) => findingsOf(source, options).includes(` ${id} `));

  test("has a fixture in which it fires, and one in which it stays silent", () => {
    expect(found).toContain(true);
    expect(found).toContain(false);
  });
});

const LEAKS =
  "build-arch-leak foreign-copy-from hardcoded-arch host-arch-probe lost-shell-state " +
  "pinned-final-stage shadowed-platform-arg shared-cache-mount undeclared-platform-arg";

test.each([
  ["every emulated step", "emulated-step emulation-unsupported"],
  ["every leak", LEAKS],
])("%s has an answer: a fix, or why there is none", (_, ids) => {
  const rules = new Set(ids.split(" "));
  const found = all.flatMap(
    ({ source, options }) => engine.lint(source, { ...options, rules }).diagnostics,
  );
  const answers = found.filter(({ rule }) => rules.has(rule)).map(({ remedy }) => remedy?.());
  expect(answers.filter((answer) => answer === undefined)).toEqual([]);
  const refusals = answers.flatMap((answer) =>
    answer && "refusal" in answer ? answer.refusal : [],
  );
  expect(refusals).not.toEqual([]);
  expect(refusals).not.toContain("");
});

test("every folder of fixtures belongs to a rule or to a subject", () => {
  const subjects = ["ecosystems", "examples", "graph", "seed", "suppression", "syntax"];
  const folders = readdirSync(new URL("../fixtures", import.meta.url));
  const known = new Set([...rules.map(({ id }) => id), ...subjects]);
  expect(folders.filter((folder) => !known.has(folder))).toEqual([]);
});
