/** What real builds are made of (`npm run test:e2e`) is what the fixes write today. */
import { expect, test } from "vitest";
import { plan } from "../../../src/index.ts";
import { cases, platformsOf, repair } from "./case.ts";

const repaired = cases().filter(({ fixes }) => fixes !== undefined);

test.each(repaired.map((each) => [each.name, each] as const))(
  "%s: fixed.Dockerfile is what the fixes make of the original",
  async (_, each) => {
    await expect(await repair(each)).toMatchFileSnapshot(`${each.name}/fixed.Dockerfile`);
  },
);

test.each(
  cases()
    .filter(({ emulatedSteps }) => emulatedSteps !== undefined)
    .map((each) => [each.name, each] as const),
)("%s: as many steps are still emulated as it says", (_, each) => {
  const { stages } = plan(each.fixed, { targets: platformsOf(each) });
  const emulated = stages.filter(({ execution }) => Object.values(execution).includes("emulated"));
  expect(emulated.flatMap(({ steps }) => steps)).toHaveLength(each.emulatedSteps!);
});
