import { oncePer } from "../graph/once-per.ts";
import type { Dockerfile } from "../syntax/dockerfile.ts";

/** How an author writes: what new text follows. */
export interface FileStyle {
  readonly newline: "\n" | "\r\n";
  readonly lowerCaseKeywords: boolean;
  /** `${X}` rather than `$X`. */
  readonly bracedVariables: boolean;
}

/** The style of a file, by what most of it does. */
export const styleOf = oncePer(({ source, instructions }: Dockerfile): FileStyle => {
  const firstEnd = source.text.indexOf("\n");
  const lower = instructions.filter(({ keyword, name }) => keyword.text !== name);
  const braced = source.text.match(/\$\{[A-Za-z_]/g)?.length ?? 0;
  const bare = source.text.match(/\$[A-Za-z_]/g)?.length ?? 0;
  return {
    newline: source.text[firstEnd - 1] === "\r" ? "\r\n" : "\n",
    lowerCaseKeywords: lower.length * 2 > instructions.length,
    bracedVariables: braced > bare,
  };
});
