/**
 * What BuildKit takes for white space. Two sets are at work in its parser: Go's `unicode.IsSpace`
 * where it trims, and the pattern `[\t\v\f\r ]+` (`parser/parser.go:reWhitespace`) where it splits.
 * JavaScript's own `trim` and `\s` differ from both (they count a byte order mark as a space).
 */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Go's `unicode.IsSpace`. */
export function isSpace(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return SPACE.test(character);
}

/** A character at which `reWhitespace` splits. */
export function isSeparator(character: string): boolean {
  return isSpace(character) && character.charCodeAt(0) < 0x80 && character !== "\n";
}
