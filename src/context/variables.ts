import { expandWord } from "../syntax/expand.ts";

/** Variables that may have one of several values: those of a loop, or of the branches of an `if`. */
export type Variables = ReadonlyMap<string, readonly string[]>;

/** More combinations are not looked at. */
const MAX_VALUES = 64;

/**
 * Every text that a word of a shell may become.
 * @returns undefined where a variable has no value, or a command decides
 */
export function valuesOf(word: string, variables: Variables): string[] | undefined {
  const plain = word.replace(/\$\((pwd|CURDIR)\)|`pwd`|\$\{?(PWD|CURDIR)\}?/g, ".");
  if (/\$\(|`|\$[@*#?]|\[[@*]\]/.test(plain)) return undefined;
  if (!plain.includes("$")) return [plain];
  const names = [...plain.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!);
  let rows: ReadonlyMap<string, string>[] = [new Map()];
  for (const name of new Set(names)) {
    const values = variables.get(name);
    if (values === undefined) continue;
    rows = rows.flatMap((row) => values.map((value) => new Map(row).set(name, value)));
    if (rows.length > MAX_VALUES) return undefined;
  }
  const texts = rows.map((row) => expandOne(plain, row));
  return texts.includes(undefined) ? undefined : [...new Set(texts as string[])];
}

function expandOne(word: string, row: ReadonlyMap<string, string>): string | undefined {
  // `${NAME:-default}` has a value without one for NAME; others have not.
  const bare = [...word.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)];
  if (bare.some(([, braced, plain]) => !row.has(braced ?? plain!))) return undefined;
  try {
    const options = { skipProcessQuotes: true };
    return expandWord(word, (name) => row.get(name), "\\", options).text;
  } catch {
    return undefined;
  }
}

/** The only text that a word can become. */
export function valueOf(word: string, variables: Variables): string | undefined {
  const values = valuesOf(word, variables);
  return values?.length === 1 ? values[0] : undefined;
}
