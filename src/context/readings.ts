import type { Reading } from "./build.ts";

/** Several readings as one, in order. */
export async function collect(readings: readonly (Promise<Reading> | Reading)[]): Promise<Reading> {
  const all = await Promise.all(readings);
  return {
    builds: all.flatMap(({ builds }) => builds),
    notes: all.flatMap(({ notes }) => notes),
  };
}
