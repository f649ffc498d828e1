/** Every case: is the rewritten file's image the same as the original's, and how much sooner is it there? */
import { afterAll, expect, test } from "vitest";
import { CaseRunner } from "./cases/run-case.ts";
import { cases } from "./cases/case.ts";
import { formatTable, type Row } from "./cases/table.ts";
import { compare, formatDifferences } from "./compare/compare.ts";
import { MACHINE } from "./environment/environment.ts";
import { describeBuilds, say } from "./environment/test-environment.ts";

const everything = process.env.DOCKERLINT_XARCH_E2E_ALL !== undefined;
const runs = cases().flatMap((test) =>
  (everything ? [...test.targets, ...test.slowTargets] : test.targets).map((target) => ({
    name: test.name,
    target,
    test,
  })),
);
const targets = [...new Set(runs.map(({ target }) => target))];

await describeBuilds(
  "a rewritten Dockerfile builds the original's image",
  targets,
  (environment) => {
    const runner = new CaseRunner(environment, say);
    const rows: Row[] = [];
    afterAll(() => say(`in seconds\n\n${formatTable(rows)}\n`));

    test.each(runs)("$name for $target", async ({ name, target, test }) => {
      const fixed = await runner.rewritten(test, "fixed", test.fixed, target);
      const original = await runner.original(test, target);
      const limit = await runner.original(test, MACHINE);

      const differences = compare(original.files, fixed.files);
      const same = differences.length === 0;
      rows.push({ name, target, original, fixed, limit, same });
      expect(formatDifferences(differences)).toBe("no difference");
      expect(fixed.config).toEqual(original.config);
      expect(fixed.run.emulated).toBeLessThan(original.run.emulated / 2);
    });
  },
);
