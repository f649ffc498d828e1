import type { Invocation } from "../../../src/facts/invocation.ts";
import type { ShellWord } from "../../../src/syntax/shell-word.ts";

/** Options of cargo itself whose value is the next word. */
const VALUED = ["--color", "--config", "-C", "-Z"];

/** Subcommands that are followed by one of cargo's own, or by the like: `cargo auditable build`. */
const PLUGINS = new Set(
  "auditable chef component lambda leptos ndk pgrx tauri web xwin".split(" "),
);

/** `build` of `cargo build`, with `auditable` of `cargo auditable build`. */
export interface Subcommand {
  readonly name: string;
  readonly plugin: string | undefined;
}

export function subcommandOf(invocation: Invocation): Subcommand | undefined {
  // `+nightly` chooses a toolchain.
  const words = invocation.operands(VALUED).filter((word) => !word.startsWith("+"));
  const [first, second] = words;
  const plugin = first !== undefined && PLUGINS.has(first) ? first : undefined;
  const name = plugin === undefined ? first : second;
  return name === undefined ? undefined : { name, plugin };
}

/** Where the subcommand stands: its own options follow it. */
export function wordOf({ command }: Invocation, { name }: Subcommand): ShellWord | undefined {
  return command.words.slice(1).find(({ value }) => value === name);
}

/** The word by which a command asks for another toolchain than the image's: `+nightly`. */
export function toolchainOf({ args }: Invocation): string | undefined {
  return args[0]?.startsWith("+") ? args[0] : undefined;
}
