import { pathToFileURL } from "node:url";
import { type Colors, NO_COLORS } from "../report/colors.ts";
import { isTerminal } from "./output.ts";
import { pageOf } from "./own-package.ts";
import { link, supportsLinks } from "./terminal-links.ts";

export type ColorChoice = "auto" | "always" | "never";

/** `auto` follows the terminal, NO_COLOR and FORCE_COLOR. */
export async function colorsFor(choice: ColorChoice): Promise<Colors> {
  if (choice === "never" || (choice === "auto" && !wantsColor())) return NO_COLORS;
  const { default: picocolors } = await import("picocolors");
  const colors = picocolors.createColors(true);
  if (!isTerminal(1) || !supportsLinks(process.env)) {
    return { ...colors, link: (text) => text, linkRule: (id) => id };
  }
  return {
    ...colors,
    link: (text, path) => link(text, pathToFileURL(path).href),
    linkRule: (id) => link(id, pageOf(id)),
  };
}

function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return TERM !== "dumb" && isTerminal(1);
}

/** A line on standard error that tells how far long work is; silent where no person looks. */
export class Progress {
  readonly #total: number;
  #shownAt = Date.now();
  #visible = false;

  constructor(total: number) {
    this.#total = total;
  }

  step(done: number): void {
    if (Date.now() - this.#shownAt < 200 || !isTerminal(2)) return;
    this.#shownAt = Date.now();
    this.#visible = true;
    process.stderr.write(`\r\u001b[K${done} of ${this.#total} files`);
  }

  clear(): void {
    if (this.#visible) process.stderr.write("\r\u001b[K");
  }
}
