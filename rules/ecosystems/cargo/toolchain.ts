import type { Architecture } from "../../../src/platform/architectures.ts";
import { type ImageReference, readImageReference } from "../../../src/syntax/image-reference.ts";
import { caseByTarget, type TargetCase } from "../../shared/target-case.ts";

/** The file in which a stage keeps Rust's name for the target. */
export const TARGET_FILE = "/rust-target";
export const TARGET = `$(cat ${TARGET_FILE})`;

/** What a toolchain can do with C: compile what a crate brings, or nothing at all. */
export type CLinking = "compiles" | "nothing";

/** How an image comes to compile for another machine. */
export interface Toolchain {
  /** Whether there is a way for an architecture. */
  readonly knows: (row: Architecture) => boolean;
  /** What has to run in the stage. */
  readonly setUp: (rows: readonly Architecture[]) => TargetCase;
  /** What it takes for granted of the crates. */
  readonly assumption: string;
  readonly c: CLinking;
}

/** Images with rustup: the official ones, and what is built on them. */
const IMAGES = /^(rust|library\/rust|rustlang\/rust|lukemathwalker\/cargo-chef)$/;

/** Before, cargo reads `config` and not `config.toml`. */
const OLDEST_MINOR = 39;

/** The toolchain of a stage's image, or why there is none. */
export function toolchainFor(image: string | undefined): Toolchain | { readonly refusal: string } {
  const reference = image === undefined ? undefined : readImageReference(image);
  if (reference === undefined || !IMAGES.test(reference.repository)) {
    return {
      refusal:
        `${image ?? "the image"} is not known to have rustup: on an official rust image, and without a ` +
        "target that is written down, the stage can cross-compile",
    };
  }
  const minor = minorOf(reference);
  if (minor !== undefined && minor < OLDEST_MINOR) {
    return {
      refusal: `Rust 1.${minor} is too old to be set up for another target: take 1.39 or later`,
    };
  }
  return /alpine/.test(reference.tag ?? "") ? ALPINE : DEBIAN;
}

/** 83 for `1.83-slim` and `latest-rust-1.83.0`. */
function minorOf({ tag }: ImageReference): number | undefined {
  const minor = /(?:^|rust-)1\.(\d+)/.exec(tag ?? "")?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** Debian has cross compilers that bring the target's C library, and can link for it. */
const DEBIAN: Toolchain = {
  knows: ({ rustGnu, gcc, debian, docker }) =>
    docker !== "arm/v6" && ![rustGnu, gcc, debian].includes(undefined),
  setUp: (rows) =>
    setUp(rows, ({ rustGnu, gcc, debian }) => `rust=${rustGnu} gcc=${gcc} debian=${debian}`, [
      "apt-get update && apt-get install -y crossbuild-essential-$debian &&",
      "rustup target add $rust &&",
      String.raw`printf '[target.%s]\nlinker = "%s-gcc"\n' $rust $gcc >> $CARGO_HOME/config.toml;`,
    ]),
  assumption: "no crate links a library of the system besides libc (openssl-sys and its like)",
  c: "compiles",
};

/** Alpine has no cross compilers; Rust brings all that a static program for musl is linked from. */
const ALPINE: Toolchain = {
  knows: ({ docker }) => docker === "amd64" || docker === "arm64",
  setUp: (rows) =>
    setUp(rows, ({ rustMusl }) => `rust=${rustMusl}`, [
      "rustup target add $rust &&",
      String.raw`printf '[target.%s]\nlinker = "rust-lld"\n' $rust >> $CARGO_HOME/config.toml;`,
    ]),
  assumption: "no crate compiles C code or links a C library (ring, openssl-sys and their like)",
  c: "nothing",
};

/** What others need; the machine's own target is there already, and is linked as before. */
function setUp(
  rows: readonly Architecture[],
  names: (row: Architecture) => string,
  forOthers: readonly string[],
): TargetCase {
  const { args, lines } = caseByTarget(rows, names);
  return {
    args,
    lines: [
      ...lines.slice(0, -1),
      `${lines.at(-1)} &&`,
      `echo $rust > ${TARGET_FILE} &&`,
      'if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$rust" ]; then',
      ...forOthers.map((line) => `  ${line}`),
      "fi",
    ],
  };
}
