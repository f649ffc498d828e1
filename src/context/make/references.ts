/** What stands at a `$`: `X` of `$X`, `NAME` of `$(NAME)` and `${NAME}`. */
export function referenceAt(
  text: string,
  at: number,
): { readonly body: string; readonly end: number } {
  const open = text[at + 1];
  if (open !== "(" && open !== "{") return { body: open ?? "", end: at + 2 };
  const end = closing(text, at + 1);
  return { body: text.slice(at + 2, end), end: end + 1 };
}

/** Where the bracket that stands at `at` is closed; the end of the text where it is not. */
function closing(text: string, at: number): number {
  const open = text[at]!;
  const close = open === "(" ? ")" : "}";
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    if (text[index] === open) depth++;
    else if (text[index] === close && --depth === 0) return index;
  }
  return text.length;
}

/** Arguments are parted by the commas that stand in no brackets. */
export function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === "(" || character === "{") depth++;
    else if (character === ")" || character === "}") depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
