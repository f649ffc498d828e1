import type { OnlineIndex } from "../context/node/packages/online-index.ts";
import type { LintOptions } from "../engine/lint.ts";
import { engine } from "../index.ts";
import type { SourceText } from "../text/source.ts";
import { version } from "./own-package.ts";

/** An answer can lead to another question, but hardly more than once. */
const MAX_ROUNDS = 3;

/** The index that pip is configured to use. Loads what asks it: few runs do. */
export async function openIndex(): Promise<OnlineIndex> {
  const { OnlineIndex } = await import("../context/node/packages/online-index.ts");
  return new OnlineIndex(version());
}

/** Finds out what linting a file asks the index. Returns the options that know the answers. */
export async function askIndex(
  packageIndex: OnlineIndex,
  source: SourceText,
  options: LintOptions,
): Promise<LintOptions> {
  const asking = { ...options, packageIndex };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    engine.lint(source, asking);
    if (!packageIndex.hasQuestions) break;
    await packageIndex.answer();
  }
  return asking;
}
