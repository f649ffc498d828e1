import type { Platform } from "../platform/platform.ts";
import type { Invocation } from "./invocation.ts";

/** What a command does, in the order in which a build does it. */
export type Role =
  | "resolve" // decides on versions
  | "fetch" // brings files in, and unpacks them
  | "install" // puts packages where they are used
  | "configure" // looks at the machine and prepares a build
  | "compile" // makes machine code
  | "bundle" // makes files that run anywhere: JavaScript, jars, HTML
  | "test"
  | "other";

/**
 * Which machine a command's output is for. `portable`: any. `target-bound`: the target platform,
 * wherever the command runs. `build-bound`: the machine that the command runs on.
 */
export type OutputBinding = "portable" | "target-bound" | "build-bound" | "unknown";

/** How many times slower a command is under QEMU user mode on an amd64 machine. */
export interface Slowdown {
  readonly arm64: number;
  /** 32-bit arm. */
  readonly arm: number;
  /** Where the figures are from. */
  readonly source: string;
}

/** Why a command must not run under emulation at all. */
export interface Hazard {
  /** What happens, such as "npm hangs": the beginning of a sentence. */
  readonly what: string;
  /** The issue or document that says so. */
  readonly source: string;
  /** The targets it happens for; absent: every foreign one. */
  readonly affects?: (target: Platform) => boolean;
}

/** Whether a command can do its work without emulation: how, or why not. */
export type NativeWay =
  | { readonly possible: true; readonly how: string }
  | { readonly possible: false; readonly why: string };

/** Where a command puts what it makes. */
export interface Written {
  /**
   * As the command sees it, variables filled in: relative to its working directory, or absolute. A
   * directory in which the names are not known ends in "/"; `*` is any part of one name.
   */
  readonly path: string;
  /** What the file is called if the path turns out to be a folder: `go build -o /out ./server`. */
  readonly names?: readonly string[];
  /** Absent: the command's own `output`. */
  readonly binding?: OutputBinding;
  /**
   * Packages, some made for a machine and some not: what is true of the whole directory need not
   * be true of one file in it.
   */
  readonly mixed?: boolean;
  /** Build-bound only where the stage has installed a compiler: packages with native addons. */
  readonly needsCompiler?: boolean;
  /** Whether the path is the likeliest one: the command leaves it to what it reads. */
  readonly guessed?: boolean;
  /** Whether it replaces what stood there: `npm ci` has the last word on what was copied in. */
  readonly renews?: boolean;
}

/** What an ecosystem says of one command. */
export interface Recognition {
  readonly role: Role;
  readonly output: OutputBinding;
  /** Present for a command that takes long enough to matter under emulation. */
  readonly heavy?: { readonly slowdown: Slowdown; readonly native: NativeWay };
  readonly hazard?: Hazard;
  /** The files that it makes, as far as the command tells; absent where it does not. */
  readonly writes?: readonly Written[];
  /**
   * What its work is, in words: commands of the same work find it done by each other. Absent: all
   * words of the command.
   */
  readonly work?: string;
  /** The machine that the command itself names, as it spells it: `arm64`, `linux-x64`. */
  readonly builtFor?: string | undefined;
  /** The packages of the system that it installs. */
  readonly packages?: readonly string[];
}

/** What an ecosystem knows of its commands: tools that belong together, such as `pip` or `go`. */
export interface CommandKnowledge {
  /** As in reports: `pip`, `go`. */
  readonly id: string;
  /** As in prose: "pip (Python)". */
  readonly title: string;
  /**
   * The names of its commands, without directories and version suffixes: `python` stands for
   * `/usr/bin/python3.12` too.
   */
  readonly commands: readonly string[];
  /** What a command does; undefined where it is none of this ecosystem's business. */
  readonly recognise: (invocation: Invocation) => Recognition | undefined;
}
