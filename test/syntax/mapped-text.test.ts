import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MappedText } from "../../src/text/mapped.ts";
import { SourceText } from "../../src/text/source.ts";
import { FUZZ_SEED, fuzzRuns } from "../support/invariants.ts";

const settings = { seed: FUZZ_SEED, numRuns: fuzzRuns(300) };
const isBlank = (character: string) => character === " ";

describe("a literal text", () => {
  const word = MappedText.literal("platform", 10);

  test("stands where it stands", () => {
    expect(word.text).toBe("platform");
    expect(word.length).toBe(8);
    expect(word.span).toEqual({ start: 10, end: 18 });
    expect([0, 3, 8, 99].map((index) => word.offsetOf(index))).toEqual([10, 13, 18, 18]);
  });

  test("keeps its places in a slice, and in a slice of a slice", () => {
    const form = word.slice(4);
    expect([form.text, form.span]).toEqual(["form", { start: 14, end: 18 }]);
    const or = form.slice(1, 3);
    expect([or.text, or.span]).toEqual(["or", { start: 15, end: 17 }]);
  });

  test("sliced to nothing stands where the slice begins", () => {
    expect(word.slice(3, 3).span).toEqual({ start: 13, end: 13 });
    expect(word.slice(8).span).toEqual({ start: 18, end: 18 });
    expect(word.slice(3, 3).slice(0).span).toEqual({ start: 13, end: 13 });
  });

  test("that is empty has a place too", () => {
    expect(MappedText.literal("", 7).span).toEqual({ start: 7, end: 7 });
    expect(MappedText.literal("", 7).trim(isBlank).span).toEqual({ start: 7, end: 7 });
  });

  test("loses the blanks around it", () => {
    const trimmed = MappedText.literal("  a b   ", 10).trim(isBlank);
    expect([trimmed.text, trimmed.span]).toEqual(["a b", { start: 12, end: 15 }]);
    expect(MappedText.literal("   ", 10).trim(isBlank).text).toBe("");
    expect(MappedText.literal("   ", 10).trim(isBlank).span).toEqual({ start: 13, end: 13 });
  });
});

describe("a text of pieces", () => {
  // RUN apt\<line end>  -get: the continuation at 7 and 8 is not in the text.
  const joined = MappedText.concat(
    [MappedText.literal("RUN apt", 0), MappedText.literal("-get x", 9)],
    0,
  );

  test("covers what stands between them", () => {
    expect(joined.text).toBe("RUN apt-get x");
    expect(joined.span).toEqual({ start: 0, end: 15 });
    expect(joined.spanOf(4, 11)).toEqual({ start: 4, end: 13 });
  });

  test("ends a span at its last character, not behind the gap", () => {
    expect(joined.spanOf(4, 7)).toEqual({ start: 4, end: 7 });
    expect(joined.spanOf(7, 11)).toEqual({ start: 9, end: 13 });
    expect(joined.spanOf(7, 7)).toEqual({ start: 9, end: 9 });
  });

  test("can be cut at and around the gap", () => {
    const word = joined.slice(4, 11);
    expect([word.text, word.span]).toEqual(["apt-get", { start: 4, end: 13 }]);
    const inner = word.slice(2, 4);
    expect([inner.text, inner.span]).toEqual(["t-", { start: 6, end: 10 }]);
    expect(word.slice(3).span).toEqual({ start: 9, end: 13 });
  });

  test("of no pieces stands where it is told to", () => {
    expect(MappedText.concat([], 5).span).toEqual({ start: 5, end: 5 });
    const empty = [MappedText.literal("", 1), MappedText.literal("", 2)];
    expect(MappedText.concat(empty, 5).span).toEqual({ start: 5, end: 5 });
  });

  test("may be joined with others again", () => {
    const twice = MappedText.concat([joined.slice(0, 4), joined.slice(8)], 0);
    expect([twice.text, twice.span]).toEqual(["RUN get x", { start: 0, end: 15 }]);
    expect(twice.spanOf(4, 7)).toEqual({ start: 10, end: 13 });
  });
});

describe("a replacement", () => {
  // "a\u0041b" in JSON: six characters of the file are one of the text.
  const decoded = MappedText.concat(
    [
      MappedText.literal("a", 1),
      MappedText.replacement("A", { start: 2, end: 8 }),
      MappedText.literal("b", 8),
    ],
    1,
  );

  test("stands for all of its source", () => {
    expect([decoded.text, decoded.span]).toEqual(["aAb", { start: 1, end: 9 }]);
    expect(decoded.spanOf(1, 2)).toEqual({ start: 2, end: 8 });
    expect(decoded.slice(1).span).toEqual({ start: 2, end: 9 });
    expect(decoded.slice(0, 2).span).toEqual({ start: 1, end: 8 });
  });

  test("is never cut apart", () => {
    const text = MappedText.replacement("wxyz", { start: 4, end: 6 });
    expect(text.slice(1, 2).text).toBe("x");
    expect(text.slice(1, 2).span).toEqual({ start: 4, end: 6 });
    expect(text.slice(1, 3).slice(1).span).toEqual({ start: 4, end: 6 });
  });

  test("may stand for nothing in the file", () => {
    const text = MappedText.concat(
      [MappedText.literal("ab", 3), MappedText.replacement("\n", { start: 5, end: 5 })],
      3,
    );
    expect(text.span).toEqual({ start: 3, end: 5 });
    expect(text.spanOf(2, 3)).toEqual({ start: 5, end: 5 });
  });
});

test("a span does not reach beyond the text", () => {
  expect(MappedText.literal("abc", 4).spanOf(1, 5)).toEqual({ start: 5, end: 7 });
});

/** A file, and a text that was read from it: parts of it in order, some of them as escapes. */
const mapped = fc
  .array(
    fc.record({
      text: fc.string({ maxLength: 6 }),
      kind: fc.constantFrom("literal", "skipped", "escaped"),
    }),
    { maxLength: 8 },
  )
  .map((parts) => {
    let source = "";
    const pieces: MappedText[] = [];
    for (const { text, kind } of parts) {
      const start = source.length;
      if (kind === "literal") pieces.push(MappedText.literal(text, start));
      source += kind === "escaped" ? "\\u0041" : text;
      if (kind !== "escaped") continue;
      pieces.push(MappedText.replacement("A", { start, end: source.length }));
    }
    return { source, text: MappedText.concat(pieces, 0) };
  });

/** Two places in a text of some length, the first one first. */
const range = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => (length: number) => {
  const [x, y] = [a % (length + 1), b % (length + 1)];
  return [Math.min(x, y), Math.max(x, y)] as const;
});

describe("whatever a text is made of", () => {
  test("each character is in the file where it says, or an escape is", () => {
    fc.assert(
      fc.property(mapped, ({ source, text }) => {
        for (let at = 0; at < text.length; at++) {
          const { start, end } = text.spanOf(at, at + 1);
          const found = source.slice(start, end);
          expect(found === "\\u0041" ? "A" : found).toBe(text.text[at]);
        }
      }),
      settings,
    );
  });

  test("a slice has the characters and the places of the whole", () => {
    fc.assert(
      fc.property(mapped, range, range, ({ text }, first, second) => {
        const [start, end] = first(text.length);
        const part = text.slice(start, end);
        expect(part.text).toBe(text.text.slice(start, end));
        expect(part.span).toEqual(text.spanOf(start, end));
        const [from, to] = second(part.length);
        // The end of a text stands before a gap, the same place in a longer text behind it.
        if (from === to && to === part.length) return;
        expect(part.spanOf(from, to)).toEqual(text.spanOf(start + from, start + to));
        expect(part.slice(from, to).span).toEqual(text.spanOf(start + from, start + to));
      }),
      settings,
    );
  });

  test("its parts joined again are the whole", () => {
    fc.assert(
      fc.property(mapped, range, ({ text }, places) => {
        const [a, b] = places(text.length);
        const parts = [text.slice(0, a), text.slice(a, b), text.slice(b)];
        const whole = MappedText.concat(parts, text.offsetOf(0));
        expect(whole.text).toBe(text.text);
        expect(whole.span).toEqual(text.span);
        for (let at = 0; at <= text.length; at++) {
          expect(whole.offsetOf(at)).toBe(text.offsetOf(at));
        }
      }),
      settings,
    );
  });

  test("trimming is slicing", () => {
    fc.assert(
      fc.property(mapped, ({ text }) => {
        const trimmed = text.trim(isBlank);
        expect(trimmed.text).toBe(text.text.replace(/^ +| +$/g, ""));
        const start = text.text.length - text.text.replace(/^ +/, "").length;
        expect(trimmed.span).toEqual(text.spanOf(start, start + trimmed.length));
      }),
      settings,
    );
  });
});

describe("lines and columns", () => {
  const source = new SourceText("Dockerfile", "FROM a\r\n\nRUN \ud83d\ude00 b\n");

  test("lines end at the line feed; columns count UTF-16 units", () => {
    expect(source.lineStarts).toEqual([0, 8, 9, 18]);
    const at = (offset: number) => Object.values(source.position(offset));
    expect([0, 5, 6, 7, 8, 9, 13, 16, 18].map(at)).toEqual([
      [1, 1],
      [1, 6],
      [1, 7],
      [1, 8],
      [2, 1],
      [3, 1],
      [3, 5],
      [3, 8],
      [4, 1],
    ]);
  });

  test("the text of a line is without its end", () => {
    const lines = [0, 1, 2, 3, 4, 5].map((line) => source.lineText(line));
    expect(lines).toEqual(["", "FROM a", "", "RUN \ud83d\ude00 b", "", ""]);
  });

  test("a byte order mark is in the text, but in no column", () => {
    const marked = new SourceText("Dockerfile", "\ufeffFROM a\nRUN b\n");
    expect(marked.position(0)).toEqual({ line: 1, column: 1 });
    expect(marked.position(1)).toEqual({ line: 1, column: 1 });
    expect(marked.position(6)).toEqual({ line: 1, column: 6 });
    expect(marked.position(8)).toEqual({ line: 2, column: 1 });
    expect(marked.lineText(1)).toBe("FROM a");
  });

  test("an empty file has one line", () => {
    expect(new SourceText("Dockerfile", "").position(0)).toEqual({ line: 1, column: 1 });
  });

  test("of any text, a line's start and a column give the offset back", () => {
    const unit = fc.constantFrom("a", "\n", "\r", "\u2028", "\ud83d", "\ufeff", " ");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        const any = new SourceText("Dockerfile", text);
        const mark = text.startsWith("\ufeff") ? 1 : 0;
        for (let offset = mark; offset <= text.length; offset++) {
          const { line, column } = any.position(offset);
          const first = any.lineStarts[line - 1]! + (line === 1 ? mark : 0);
          expect(first + column - 1).toBe(offset);
          expect(line).toBe(text.slice(0, offset).split("\n").length);
        }
      }),
      settings,
    );
  });
});
