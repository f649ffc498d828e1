import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits, composeEdits, type TextEdit } from "./edit.ts";

/** Edits of a text of some length that do not touch each other. */
function editsOf(length: number): fc.Arbitrary<TextEdit[]> {
  const place = fc.integer({ min: 0, max: length });
  return fc
    .array(fc.tuple(place, fc.string({ maxLength: 3 })), { maxLength: 8 })
    .map((pairs) => pairs.toSorted(([a], [b]) => a - b))
    .map((sorted) => {
      const edits: TextEdit[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2) {
        const [[start, text], [end]] = [sorted[i]!, sorted[i + 1]!];
        if (start > (edits.at(-1)?.end ?? -1)) edits.push({ start, end, text });
      }
      return edits;
    });
}

test("edits after edits are edits of the first text, or none", () => {
  let composable = 0;
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 20 }).chain((text) =>
        editsOf(text.length).chain((first) => {
          const between = applyEdits(text, first);
          return editsOf(between.length).map((second) => ({ text, first, between, second }));
        }),
      ),
      ({ text, first, between, second }) => {
        const composed = composeEdits(first, second);
        if (composed === undefined) return;
        composable++;
        expect(applyEdits(text, composed)).toBe(applyEdits(between, second));
      },
    ),
  );
  expect(composable).toBeGreaterThan(20);
});

test("what is inserted can be edited, and what stands beside it", () => {
  const composed = composeEdits(
    [{ start: 4, end: 4, text: "FROM a\n" }],
    [
      { start: 0, end: 1, text: "X" },
      { start: 8, end: 8, text: " --platform=p" },
      { start: 11, end: 13, text: "" },
    ],
  );
  expect(composed).toEqual([
    { start: 0, end: 1, text: "X" },
    { start: 4, end: 4, text: "FROM --platform=p a\n" },
    { start: 4, end: 6, text: "" },
  ]);
});

test("what crosses the border of an edit cannot be composed", () => {
  const first = [{ start: 2, end: 3, text: "new" }];
  expect(composeEdits(first, [{ start: 1, end: 4, text: "" }])).toBeUndefined();
  expect(composeEdits(first, [{ start: 3, end: 6, text: "" }])).toBeUndefined();
});
