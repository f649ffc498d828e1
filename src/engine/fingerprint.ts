import type { Diagnostic } from "../rule/diagnostic.ts";
import { parseDockerfile } from "../syntax/dockerfile.ts";
import type { Instruction } from "../syntax/instruction.ts";
import type { SourceText } from "../text/source.ts";
import { itemAt } from "../text/span.ts";

/** A finding without its place in the file: what stays when lines above it come and go. */
export interface Identity {
  readonly rule: string;
  readonly stage: string | undefined;
  /** The text of its instruction, continuations joined and blanks made one. */
  readonly instruction: string;
  /** Which one it is of those that are alike otherwise, from 0. */
  readonly occurrence: number;
}

/** The identities of a file's diagnostics, in their order. */
export function identitiesOf(
  source: SourceText,
  diagnostics: readonly Diagnostic[],
): readonly Identity[] {
  if (diagnostics.length === 0) return [];
  const { instructions } = parseDockerfile(source);
  const seen = new Map<string, number>();
  return diagnostics.map(({ rule, stage, span }) => {
    const at = itemAt(instructions, span.start);
    const instruction = at === undefined ? "" : normalised(at);
    const key = JSON.stringify([rule, stage, instruction]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return { rule, stage, instruction, occurrence };
  });
}

function normalised({ logical, heredocs }: Instruction): string {
  const bodies = heredocs.map(({ content }) => content.text);
  return [logical.text, ...bodies].join("\n").replace(/\s+/g, " ").trim();
}

/** The identity of a finding and its file as 16 hexadecimal digits. */
export function fingerprint(path: string, identity: Identity): string {
  const { rule, stage, instruction, occurrence } = identity;
  return hash(JSON.stringify([path, rule, stage ?? "", instruction, occurrence]));
}

/** FNV-1a with 64 bits, over UTF-16 code units: stable, and small enough for a browser. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, "0");
}
