/** A value of a bake file; undefined: only a run can tell. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | undefined;

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** A value as a template writes it. */
export function textOf(value: Value): string | undefined {
  return value === null || value === undefined || typeof value === "object"
    ? undefined
    : String(value);
}

/** A list of texts of which each is known. */
export function textsOf(value: Value): string[] | undefined {
  if (!isList(value)) return undefined;
  const texts = value.map(textOf);
  return texts.includes(undefined) ? undefined : (texts as string[]);
}
