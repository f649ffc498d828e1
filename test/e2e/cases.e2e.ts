/** Every case: is the rewritten file's image the same as the original's, and how much sooner is it there? */
import { afterAll, expect, test } from "vitest";
import { CaseRunner } from "./cases/run-case.ts";
import { cases } from "./cases/case.ts";
import { formatTable, type Row } from "./cases/table.ts";
import { compare, formatDifferences } from "../../src/cli/verify/compare.ts";
import { MACHINE } from "./environment/environment.ts";
import { describeBuilds, say } from "./environment/test-environment.ts";

const everything = process.env.DOCKERLINT_XARCH_E2E_ALL !== undefined;
const rewritten = cases().filter(({ leaks }) => leaks === undefined);
const runs = rewritten.flatMap((each) => {
  const targets = everything ? [...each.targets, ...each.slowTargets] : each.targets;
  return targets.map((target) => ({ each, target }));
});
const targets = [...new Set(runs.map(({ target }) => target))];

await describeBuilds("a rewritten Dockerfile builds the original's image", targets, (open) => {
  const runner = new CaseRunner(open, say);
  const rows: Row[] = [];
  afterAll(() => say(`in seconds\n\n${formatTable(rows)}\n`));

  for (const { each, target } of runs) {
    test(`${each.name} for ${target}`, async () => {
      const fixed = await runner.rewritten(each, "fixed", each.fixed, target);
      const original = await runner.original(each, target);
      const limit = await runner.original(each, MACHINE);

      const differences = compare(original.files, fixed.files);
      const same = differences.length === 0;
      rows.push({ name: each.name, target, original, fixed, limit, same });
      expect(formatDifferences(differences)).toBe("no difference");
      expect(fixed.config).toEqual(original.config);
      expect(fixed.output).toContain(each.prints);
    });
  }
});
