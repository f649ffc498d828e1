/** What real builds are made of (`npm run test:e2e`) is what the fixes write today. */
import { expect, test } from "vitest";
import { cases, repair } from "./case.ts";

const repaired = cases().filter(({ fixes }) => fixes !== undefined);

test.each(repaired.map((each) => [each.name, each] as const))(
  "%s: fixed.Dockerfile is what the fixes make of the original",
  async (_, each) => {
    await expect(repair(each)).toMatchFileSnapshot(`${each.name}/fixed.Dockerfile`);
  },
);
