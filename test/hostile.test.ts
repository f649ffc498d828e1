import { expect, test } from "vitest";
import { lint, plan } from "../src/index.ts";
import { NO_COLORS } from "../src/report/colors.ts";
import { toText } from "../src/report/text.ts";
import { HOSTILE } from "./bench/hostile.ts";

const SIZE = 200_000;

/** How long each takes is for `npm run bench` to say; here it is enough that it ends. */
test.each(Object.entries(HOSTILE))("200 KB of %s", (_, write) => {
  const text = write(SIZE);
  expect(text.length).toBeGreaterThan(SIZE * 0.9);
  const result = lint(text);
  expect(result.failures).toEqual([]);
  const outside = result.diagnostics.filter(({ span }) => span.end > text.length);
  expect(outside).toEqual([]);
  expect(toText({ results: [result], errors: [] }, NO_COLORS)).toMatch(/ in 1 file\./);
  expect(() => plan(text)).not.toThrow();
});
