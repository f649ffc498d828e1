import { expect, test } from "vitest";
import { oncePer } from "./once-per.ts";

test("work is done once for each object, whatever else it is given", () => {
  const asked: string[] = [];
  const lengthOf = oncePer(({ text }: { readonly text: string }, more: string) => {
    asked.push(text + more);
    return undefined;
  });
  const one = { text: "a" };
  lengthOf(one, "1");
  lengthOf(one, "2");
  lengthOf({ ...one }, "3");
  expect(asked).toEqual(["a1", "a3"]);
});

test("two kinds of work on one object do not meet", () => {
  const length = oncePer(({ text }: { readonly text: string }) => text.length);
  const upper = oncePer(({ text }: { readonly text: string }) => text.toUpperCase());
  const object = Object.freeze({ text: "a" });
  expect(Object.keys(object)).toEqual(["text"]);
  expect([length({ text: "a" }), upper({ text: "a" })]).toEqual([1, "A"]);
});
