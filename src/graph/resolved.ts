/** A value, or the stated reason why it cannot be told. Unknown never becomes a fix. */
export type Resolved<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string };

export function known<T>(value: T): Resolved<T> {
  return { known: true, value };
}

export function unknown(reason: string): Resolved<never> {
  return { known: false, reason };
}
