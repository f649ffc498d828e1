/** What the fixes make, seen by BuildKit's own checks. `test/oracle` asks them about every fixture. */
import { expect, test } from "vitest";
import { cases } from "./cases/case.ts";
import { CaseRunner } from "./cases/run-case.ts";
import { describeBuilds, say } from "./environment/test-environment.ts";

const all = cases().flatMap((each) => each.targets.slice(0, 1).map((target) => ({ each, target })));
const targets = [...new Set(all.map(({ target }) => target))];

await describeBuilds("BuildKit's checks warn of nothing new", targets, (open) => {
  const runner = new CaseRunner(open, say);

  test.each(all.map((each) => [each.each.name, each] as const))(
    "%s",
    async (_, { each, target }) => {
      const before = await runner.check(each, each.original, target);
      const after = await runner.check(each, each.fixed, target);
      expect(after.filter((warning) => !before.includes(warning))).toEqual([]);
    },
  );
});
