import picocolors from "picocolors";
import type { Colors } from "../report/colors.ts";

export type ColorChoice = "auto" | "always" | "never";

/** `auto` follows the terminal, NO_COLOR and FORCE_COLOR. */
export function colorsFor(choice: ColorChoice): Colors {
  if (choice === "auto") {
    const { NO_COLOR, FORCE_COLOR } = process.env;
    const wanted = FORCE_COLOR ? FORCE_COLOR !== "0" : process.stdout.isTTY === true;
    return picocolors.createColors(wanted && !NO_COLOR);
  }
  return picocolors.createColors(choice === "always");
}

/** A line on standard error that tells how far long work is; silent where no person looks. */
export class Progress {
  readonly #total: number;
  #shownAt = Date.now();
  #shown = false;

  constructor(total: number) {
    this.#total = total;
  }

  step(done: number): void {
    if (!process.stderr.isTTY || Date.now() - this.#shownAt < 200) return;
    this.#shownAt = Date.now();
    this.#shown = true;
    process.stderr.write(`\r\u001b[K${done} of ${this.#total} files`);
  }

  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
  }
}
