import { createTwoFilesPatch } from "diff";
import type { FixResult } from "../engine/fix.ts";
import type { Colors } from "./colors.ts";

/** What fixes change, as a unified diff that `git apply` and `patch -p1` take. */
export function toDiff({ before, after }: FixResult, colors: Colors): string {
  if (before.text === after.text) return "";
  const path = before.path.replace(/^\.?\//, "");
  const names = [`a/${path}`, `b/${path}`] as const;
  const patch = createTwoFilesPatch(...names, before.text, after.text, undefined, undefined, {
    context: 3,
  });
  // The first line is a rule that no other tool prints.
  const lines = patch.replace(/^=+\n/, "").split("\n");
  return lines.map((line) => paint(line, colors)).join("\n");
}

function paint(line: string, colors: Colors): string {
  if (line.startsWith("+++") || line.startsWith("---")) return colors.bold(line);
  if (line.startsWith("+")) return colors.green(line);
  if (line.startsWith("-")) return colors.red(line);
  return line.startsWith("@@") ? colors.cyan(line) : line;
}
