/** The functions of make that only look at texts: https://www.gnu.org/software/make/manual/html_node/Text-Functions.html */
const FUNCTIONS: Readonly<Record<string, (...args: string[]) => string>> = {
  subst: (from = "", to = "", text = "") => (from === "" ? text : text.replaceAll(from, () => to)),
  patsubst: (from = "", to = "", text = "") => mapWords(text, (word) => substitute(word, from, to)),
  strip: (text = "") => wordsOf(text).join(" "),
  findstring: (part = "", text = "") => (text.includes(part) ? part : ""),
  filter: (patterns = "", text = "") => sift(patterns, text, true),
  "filter-out": (patterns = "", text = "") => sift(patterns, text, false),
  sort: (text = "") => [...new Set(wordsOf(text))].toSorted().join(" "),
  word: (index = "", text = "") => wordsOf(text)[Number(index) - 1] ?? "",
  words: (text = "") => String(wordsOf(text).length),
  firstword: (text = "") => wordsOf(text)[0] ?? "",
  lastword: (text = "") => wordsOf(text).at(-1) ?? "",
  dir: (text = "") => mapWords(text, (word) => /^.*\//.exec(word)?.[0] ?? "./"),
  notdir: (text = "") => mapWords(text, (word) => word.slice(word.lastIndexOf("/") + 1)),
  basename: (text = "") => mapWords(text, (word) => word.replace(/\.[^./]*$/, "")),
  suffix: (text = "") => mapWords(text, (word) => /\.[^./]*$/.exec(word)?.[0] ?? ""),
  addprefix: (prefix = "", text = "") => mapWords(text, (word) => prefix + word),
  addsuffix: (suffix = "", text = "") => mapWords(text, (word) => word + suffix),
  abspath: (text = "") => text,
  realpath: (text = "") => text,
  info: () => "",
  warning: () => "",
  error: () => "",
};

/** The function of this name; undefined where there is none that only looks at texts. */
export function textFunction(name: string): ((...args: string[]) => string) | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function mapWords(text: string, map: (word: string) => string): string {
  return wordsOf(text).map(map).join(" ");
}

/** A word in which `to` stands for `from`: `%` in both is whatever it is in the word. */
export function substitute(word: string, from: string, to: string): string {
  const stem = stemOf(word, from);
  return stem === undefined ? word : to.replace("%", () => stem);
}

/** What `%` of a pattern stands for in a word; undefined where the word does not fit. */
export function stemOf(word: string, pattern: string): string | undefined {
  const at = pattern.indexOf("%");
  if (at < 0) return word === pattern ? "" : undefined;
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  const fits = word.startsWith(before) && word.endsWith(after);
  return fits && word.length >= before.length + after.length
    ? word.slice(before.length, word.length - after.length)
    : undefined;
}

function sift(patterns: string, text: string, keep: boolean): string {
  const all = wordsOf(patterns);
  return wordsOf(text)
    .filter((word) => all.some((each) => stemOf(word, each) !== undefined) === keep)
    .join(" ");
}
