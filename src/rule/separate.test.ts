import { expect, test } from "vitest";
import { engine } from "../index.ts";
import { SourceText } from "../text/source.ts";
import { splitList } from "./separate.ts";

/** The text of a RUN without the commands called `go`, and the names before and behind them. */
function without(run: string): readonly [string, string, string] | undefined {
  const source = new SourceText("Dockerfile", `FROM x\nRUN ${run}\n`);
  const { step } = engine.analyse(source).stages[0]!.steps[0]!;
  if (step.script.kind !== "shell") return undefined;
  const commands = step.script.script.commands.filter(({ name }) => name === "go");
  const list = splitList(step, new Set(commands));
  if (list === undefined) return undefined;
  const { start, end } = list.cut;
  const left = `${source.text.slice(11, start)}${source.text.slice(end)}`.trimEnd();
  const names = [list.head, list.tail].map((each) => each.map(({ name }) => name).join(" "));
  return [left, names[0]!, names[1]!];
}

test.each([
  ["go build", "", "", ""],
  ["a && go build && b", "a && b", "a", "b"],
  ["set -e; cd x; go build; b", "set -e; cd x; b", "set cd", "b"],
  ["set -euo pipefail; go build; b", "set -euo pipefail; b", "set", "b"],
  ["a; go build;", "a;", "a", ""],
  ["a && go build", "a", "a", ""],
  ["go build && b", "b", "", "b"],
  ["a && go x && go y && b", "a && b", "a", "b"],
  ["a \\\n  && X=1 go x \\\n  # why\n  && b", "a \\\n  && b", "a", "b"],
  ['a "$(go env)" && go x', 'a "$(go env)"', "a", ""],
])("of %j stays %j", (run, ...expected) => {
  expect(without(run)).toEqual(expected);
});

test.each([
  "a || go build",
  "go build || b",
  "go build | b",
  "go build &",
  "go build; b",
  "go build; exit 0",
  "go build && b; c",
  "set -e; go build && b; c",
  "set -e; go x && go y; b",
  "a; set +e; go build; b",
  "! go build",
  "(go build)",
  "{ go build; }",
  "if go build; then b; fi",
  "for x in 1 2; do go build; done",
  "a && (b) && go build",
  "sh -c 'go build'",
  "go x && b && go y",
  '["go", "build"]',
  "<<END\ngo build\nEND",
  "a",
])("%j cannot be split", (run) => {
  expect(without(run)).toBeUndefined();
});
