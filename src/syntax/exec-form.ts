import { MappedText } from "../text/mapped.ts";
import { firstNonSpace } from "./line-scanner.ts";

/**
 * The strings of a JSON array, or why the text is none: `shell` where BuildKit falls back to the
 * shell form, `not-strings` where it refuses the file.
 */
export type ExecForm = readonly MappedText[] | "shell" | "not-strings";

/** `parser/line_parsers.go:parseJSON`, with the place of every character of every string. */
export function readExecForm(args: MappedText): ExecForm {
  const start = firstNonSpace(args.text);
  if (args.text[start] !== "[") return "shell";
  let values: unknown;
  try {
    // Go and JavaScript follow the same grammar here: no trailing comma, no trailing text.
    values = JSON.parse(args.text.slice(start));
  } catch {
    return "shell";
  }
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    return "not-strings";
  }
  return readStrings(args);
}

/** The string literals of a text that is known to be an array of strings. */
function readStrings(array: MappedText): MappedText[] {
  const { text } = array;
  const strings: MappedText[] = [];
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    let end = at + 1;
    while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    strings.push(decodeString(array, at + 1, end));
    at = end + 1;
  }
  return strings;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The value of the JSON string literal whose content is `[start, end)`. */
function decodeString(array: MappedText, start: number, end: number): MappedText {
  const { text } = array;
  const pieces: MappedText[] = [];
  let literal = start;
  for (let at = start; at < end;) {
    if (text[at] !== "\\") {
      at++;
      continue;
    }
    if (at > literal) pieces.push(array.slice(literal, at));
    const kind = text[at + 1]!;
    const next = at + (kind === "u" ? 6 : 2);
    const value =
      kind === "u"
        ? String.fromCharCode(Number.parseInt(text.slice(at + 2, next), 16))
        : (SIMPLE_ESCAPES[kind] ?? kind);
    pieces.push(MappedText.replacement(value, array.spanOf(at, next)));
    at = literal = next;
  }
  if (end > literal || pieces.length === 0) pieces.push(array.slice(literal, end));
  return MappedText.concat(pieces, array.offsetOf(start));
}
