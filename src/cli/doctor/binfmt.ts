import { architectureOf } from "../elf.ts";
import type { Host } from "./host.ts";

/** Where the kernel tells which interpreter runs which programs: binfmt_misc. */
export const BINFMT = "/proc/sys/fs/binfmt_misc";

/** What this machine runs through an emulator. */
export interface Binfmt {
  /**
   * `elsewhere`: builds do not run on this kernel, but in a virtual machine. `hidden`: this is a
   * container, whose host has the entries. `unmounted`: the kernel has it, and nobody looks.
   */
  readonly state: "enabled" | "disabled" | "unmounted" | "absent" | "hidden" | "elsewhere";
  /** Those for the programs of an architecture, in its alphabetical order. */
  readonly entries: readonly BinfmtEntry[];
}

export interface BinfmtEntry {
  readonly name: string;
  /** `arm64` */
  readonly architecture: string;
  readonly enabled: boolean;
  readonly interpreter: string;
  /** Such as `POCF`, see the kernel's `admin-guide/binfmt-misc.rst`. */
  readonly flags: string;
  /**
   * Whether containers can use it: with F the kernel has opened the interpreter already; else it
   * looks for its path in the container, where it is not.
   */
  readonly inContainers: boolean;
}

export function readBinfmt(host: Host): Binfmt {
  const none = (state: Binfmt["state"]): Binfmt => ({ state, entries: [] });
  if (host.system !== "linux") return none("elsewhere");
  const status = host.read(`${BINFMT}/status`)?.trim();
  if (status === undefined) {
    if (host.exists("/.dockerenv") || host.exists("/run/.containerenv")) return none("hidden");
    return none(host.exists(BINFMT) ? "unmounted" : "absent");
  }
  const names = (host.list(BINFMT) ?? []).filter(
    (name) => name !== "status" && name !== "register",
  );
  const entries = names.flatMap((name) => readEntry(name, host) ?? []);
  return {
    state: status === "enabled" ? "enabled" : "disabled",
    entries: entries.toSorted((a, b) => (a.architecture < b.architecture ? -1 : 1)),
  };
}

/** Undefined for what is no emulator, such as the entry of jar files. */
function readEntry(name: string, host: Host): BinfmtEntry | undefined {
  const text = host.read(`${BINFMT}/${name}`) ?? "";
  const field = (key: string) => new RegExp(`^${key}:? *(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
  const architecture = architectureOf(Buffer.from(field("magic"), "hex"));
  if (architecture === undefined) return undefined;
  const [interpreter, flags] = [field("interpreter"), field("flags")];
  const [enabled, fixed] = [text.startsWith("enabled"), flags.includes("F")];
  return {
    name,
    architecture,
    enabled,
    interpreter,
    flags,
    inContainers: enabled && fixed,
  };
}
