import { afterAll, describe } from "vitest";
import { type Environment, openEnvironment } from "./environment.ts";

/** Tells what happens while it happens: a build takes minutes. */
export function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/**
 * Defines tests that build images for the targets. Where nothing can be built they are skipped, and
 * the reason stands in their name: whoever reads the report must not take them for passed.
 */
export async function describeBuilds(
  name: string,
  targets: readonly string[],
  define: (environment: () => Environment) => void,
): Promise<void> {
  const opened = await openEnvironment(targets, say);
  const reason = "unavailable" in opened ? opened.unavailable : undefined;
  if (reason !== undefined) say(`"${name}" is not run: ${reason}`);
  const note = reason === undefined ? "" : ` (not run: ${reason})`;
  describe.skipIf(reason !== undefined)(`${name}${note}`, () => {
    afterAll(async () => {
      if (!("unavailable" in opened)) await opened.stop();
    });
    define(() => {
      if ("unavailable" in opened) throw new Error(opened.unavailable);
      return opened;
    });
  });
}
