import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planOf } from "../src/engine/plan.ts";
import { engine } from "../src/index.ts";
import { NO_COLORS } from "../src/report/colors.ts";
import { planToText } from "../src/report/plan-text.ts";
import { rules } from "../rules/index.ts";
import { findingsOf, fixtures } from "./support/fixtures.ts";

/**
 * `findings.txt` and `plan.txt` stand beside each fixture's Dockerfile. `npx vitest run -u` writes
 * them anew; read the difference before you commit it.
 */
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

describe.each(rules.map((rule) => [rule.id, rule] as const))("rule %s", (id) => {
  const own = all.filter(({ name }) => name.startsWith(`${id}/`));
  const found = own.map(({ source, options }) => findingsOf(source, options).includes(` ${id} `));

  test("has a fixture in which it fires, and one in which it stays silent", () => {
    expect(found).toContain(true);
    expect(found).toContain(false);
  });
});

test("every folder of fixtures belongs to a rule or to a subject", () => {
  const subjects = ["ecosystems", "graph", "seed", "suppression", "syntax"];
  const folders = readdirSync(new URL("../fixtures", import.meta.url));
  const known = new Set([...rules.map(({ id }) => id), ...subjects]);
  expect(folders.filter((folder) => !known.has(folder))).toEqual([]);
});
