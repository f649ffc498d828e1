/**
 * Work that is done once for each object, its first argument, and whose result is kept as long as
 * the object is. It is kept on the object itself: V8 takes what is in a WeakMap for alive whenever it
 * collects young objects, so that with one every file that was read would stay until a full
 * collection (`heap/scavenger.cc: VisitEphemeronHashTable`).
 */
export function oncePer<Key extends object, Rest extends readonly unknown[], Value>(
  work: (key: Key, ...rest: Rest) => Value,
): (key: Key, ...rest: Rest) => Value {
  const place = Symbol(work.name);
  return (key, ...rest) => {
    const known = (key as { readonly [place]?: { readonly value: Value } })[place];
    if (known !== undefined) return known.value;
    const value = work(key, ...rest);
    // A copy of the object is another one: what is not enumerable is not copied.
    Object.defineProperty(key, place, { value: { value } });
    return value;
  };
}
