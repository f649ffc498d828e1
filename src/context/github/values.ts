/** One of several texts: which, only a run can tell. */
export class Choice {
  readonly texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  /** The text alone where there is only one; undefined where there is none. */
  static of(texts: readonly string[] | undefined): string | Choice | undefined {
    const all = [...new Set(texts)];
    return all.length > 1 ? new Choice(all) : all[0];
  }
}

/** A value of an expression; undefined: only a run can tell. */
export type ExpressionValue =
  | string
  | Choice
  | number
  | boolean
  | null
  | readonly ExpressionValue[]
  | { readonly [name: string]: ExpressionValue }
  | undefined;

/** What the contexts of an expression hold, such as `{ matrix: { platform: "linux/arm64" } }`. */
export type Contexts = Readonly<Record<string, ExpressionValue>>;

export function textOf(value: ExpressionValue): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Whether only a run can tell. */
export function isOpen(value: ExpressionValue): boolean {
  return value === undefined || value instanceof Choice;
}

/** Texts are compared without regard to case. */
export function isEqual(one: ExpressionValue, other: ExpressionValue): boolean {
  const fold = (value: ExpressionValue) =>
    typeof value === "string" ? value.toLowerCase() : value;
  return fold(one) === fold(other);
}
