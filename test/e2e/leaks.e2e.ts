/** Files that ship code for the machine that built them: seen in the image, and gone with the fix. */
import { expect, test } from "vitest";
import type { Listing } from "../../src/cli/verify/listing.ts";
import { cases } from "./cases/case.ts";
import { CaseRunner } from "./cases/run-case.ts";
import { MACHINE } from "./environment/environment.ts";
import { describeBuilds, say } from "./environment/test-environment.ts";

const leaks = cases().flatMap((each) => {
  const path = each.leaks;
  return path === undefined ? [] : each.targets.map((target) => ({ each, target, path }));
});
const targets = [...new Set(leaks.map(({ target }) => target))];

await describeBuilds("the wrong architecture ships, and not after the fix", targets, (open) => {
  const runner = new CaseRunner(open, say);

  test.each(leaks.map((leak) => [`${leak.each.name} for ${leak.target}`, leak] as const))(
    "%s",
    async (_, { each, target, path }) => {
      const build = async (what: string, dockerfile: string) => {
        const { files } = await runner.rewritten(each, what, dockerfile, target);
        return architecturesBelow(path, files);
      };
      expect(await build("original", each.original)).toEqual([architectureOf(MACHINE)]);
      expect(await build("fixed", each.fixed)).toEqual([architectureOf(target)]);
    },
  );
});

/** What the machine code in files whose path begins like that is for. */
function architecturesBelow(path: string, files: Listing): string[] {
  const code = [...files].filter(([name]) => name.startsWith(path));
  return [...new Set(code.flatMap(([, { machine }]) => machine ?? []))];
}

function architectureOf(platform: string): string {
  return platform.split("/")[1]!;
}
