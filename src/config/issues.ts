import type * as v from "valibot";
import { nearest } from "../text/nearest.ts";
import type { Path } from "./places.ts";

/** Where valibot found something wrong. */
export function pathOf({ path }: v.BaseIssue<unknown>): Path {
  return (path ?? []).map(({ key }) => key as string | number);
}

/** What is wrong and how it would be right: a sentence without the period. */
export function describeIssue(issue: v.BaseIssue<unknown>, schema: v.GenericSchema): string {
  const path = pathOf(issue);
  const name = path.at(-1);
  const parentValue: unknown = issue.path?.at(-1)?.input;
  // valibot takes a list for an object with keys 0, 1, ...
  if (issue.type === "strict_object" && Array.isArray(parentValue)) {
    return `${nameOf(path.slice(0, -1))} must be ${KINDS["Object"]}, not ${kindOf(parentValue)}`;
  }
  if (issue.type === "strict_object" && issue.path?.at(-1)?.origin === "key") {
    if (issue.expected !== "never") return `"${String(name)}" is missing`;
    const parent = path.at(-2);
    const what = parent === "rules" ? "rule" : parent === "ecosystems" ? "ecosystem" : "key";
    const known = keysAt(schema, path.slice(0, -1));
    const meant = OPTIONS.get(String(name));
    const hint = known.includes(meant ?? "")
      ? `; did you mean ${meant}?`
      : suggestion(String(name), known);
    return `there is no ${what} "${String(name)}"${hint}`;
  }
  if (issue.type === "check") return issue.message;
  const options = [...(issue.expected ?? "").matchAll(/"([^"]*)"/g)].map(([, option]) => option!);
  if (issue.type === "picklist" && typeof issue.input === "string") {
    const hint = suggestion(issue.input, options);
    return `"${issue.input}" is not one of ${listed(options)}${hint}`;
  }
  const expected = options.length > 0 ? `one of ${listed(options)}` : KINDS[issue.expected ?? ""];
  const quotes = issue.expected === "string" ? quoteHint(issue.input) : "";
  return `${nameOf(path)} must be ${expected}, not ${kindOf(issue.input)}${quotes}`;
}

/** Keys whose option on the command line has another name, and what others call them. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ["target-platform", "targets"],
  ["target-platforms", "targets"],
  ["targetPlatforms", "targets"],
  ["platforms", "targets"],
  ["platform", "targets"],
  ["build-arg", "buildArgs"],
  ["target", "stage"],
]);

/** What valibot calls types, in plain words. */
const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  Array: "a list",
  Object: "a set of keys",
  "(string | Array)": "text or a list of texts",
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a set of keys";
  return typeof value === "string" ? `the text "${value}"` : String(value);
}

/** YAML takes 3.10 for a number and drops the zero. */
function quoteHint(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? ": put it in quotes" : "";
}

function nameOf(path: Path): string {
  if (path.length === 0) return "the configuration";
  const index = path.findLastIndex((key) => typeof key === "string");
  const entry = index < path.length - 1 ? "an entry of " : "";
  return `${entry}"${String(path[index])}"`;
}

function suggestion(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? "" : `; did you mean ${guess}?`;
}

/** All of a few, and the way to more where they are many. */
function listed(options: readonly string[]): string {
  return options.length <= 8 ? options.join(", ") : `the ${options.length} known names`;
}

/** The keys that an object of the schema may have. */
function keysAt(schema: v.GenericSchema, path: Path): readonly string[] {
  let current = schema as Partial<SchemaParts>;
  for (const key of path) {
    const { entries, item } = inner(current);
    current = typeof key === "number" ? item! : entries![key]!;
  }
  return Object.keys(inner(current).entries ?? {});
}

/** What is looked at of valibot's schemas. */
interface SchemaParts {
  readonly wrapped: Partial<SchemaParts>;
  readonly entries: Readonly<Record<string, Partial<SchemaParts>>>;
  readonly item: Partial<SchemaParts>;
}

function inner(schema: Partial<SchemaParts>): Partial<SchemaParts> {
  return schema.wrapped === undefined ? schema : inner(schema.wrapped);
}
