import { isList, isObject, textOf, textsOf, type Value } from "./value.ts";

type Function = (...args: Value[]) => Value;

/**
 * The functions of bake files that say which platforms, folders and files a target has
 * (`bake/hclparser/stdlib.go`); what others give is not known.
 */
export const FUNCTIONS: ReadonlyMap<string, Function> = new Map<string, Function>([
  ["and", (a, b) => both(a, b, (x, y) => x === true && y === true)],
  ["or", (a, b) => both(a, b, (x, y) => x === true || y === true)],
  ["not", (a) => (a === undefined ? undefined : a !== true)],
  ["equal", (a, b) => both(a, b, (x, y) => x === y)],
  ["notequal", (a, b) => both(a, b, (x, y) => x !== y)],
  ["concat", (...lists) => (lists.every(isList) ? lists.flat() : undefined)],
  ["flatten", (list) => (isList(list) ? (list.flat(20) as Value[]) : undefined)],
  ["compact", (list) => textsOf(list)?.filter((text) => text !== "")],
  ["distinct", (list) => (isList(list) ? [...new Set(list)] : undefined)],
  ["sort", (list) => textsOf(list)?.toSorted()],
  ["coalesce", (...values) => values.find((value) => value !== null && value !== "")],
  ["contains", (list, value) => (isList(list) ? list.includes(value) : undefined)],
  ["length", (list) => (isList(list) ? list.length : isObject(list) ? list.size : undefined)],
  ["element", (list, at) => (isList(list) ? list[Number(at) % list.length] : undefined)],
  ["keys", (map) => (isObject(map) ? [...map.keys()].toSorted() : undefined)],
  ["lookup", (map, key, other) => (isObject(map) ? (map.get(String(key)) ?? other) : undefined)],
  ["merge", (...maps) => (maps.every(isObject) ? new Map(maps.flatMap((m) => [...m])) : undefined)],
  ["lower", (text) => textOf(text)?.toLowerCase()],
  ["upper", (text) => textOf(text)?.toUpperCase()],
  ["trimspace", (text) => textOf(text)?.trim()],
  ["trimprefix", (text, cut) => trim(text, cut, "startsWith")],
  ["trimsuffix", (text, cut) => trim(text, cut, "endsWith")],
  ["join", (by, list) => textsOf(list)?.join(textOf(by) ?? "")],
  ["split", (by, text) => textOf(text)?.split(textOf(by) ?? ",")],
  ["replace", (text, from, to) => textOf(text)?.replaceAll(textOf(from) ?? "", textOf(to) ?? "")],
]);

function both(a: Value, b: Value, of: (a: Value, b: Value) => boolean): Value {
  return a === undefined || b === undefined ? undefined : of(a, b);
}

function trim(value: Value, part: Value, at: "startsWith" | "endsWith"): Value {
  const [text, cut] = [textOf(value), textOf(part)];
  if (text === undefined || cut === undefined) return undefined;
  if (!text[at](cut)) return text;
  return at === "startsWith" ? text.slice(cut.length) : text.slice(0, text.length - cut.length);
}
