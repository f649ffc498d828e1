import { readImageReference } from "../../../src/syntax/image-reference.ts";
import { officialName } from "../official-image.ts";
import type { Interpreter, Libc } from "./tags.ts";

/** glibc of Debian's releases: packages.debian.org/libc6 */
const GLIBC: Readonly<Record<string, number>> = {
  buster: 28,
  bullseye: 31,
  bookworm: 36,
  trixie: 41,
};

/** From Alpine 3.13 on musl is 1.2, before it was 1.1. */
const MUSL_1_2 = 13;

/**
 * The Python of an image. Only that of the official images is taken from the tag: others may bring
 * one of their own.
 */
export function interpreterOf(image: string | undefined): Interpreter {
  const reference = image === undefined ? undefined : readImageReference(image);
  if (officialName(reference) !== "python") return { minor: undefined, libc: undefined };
  const tag = reference?.tag ?? "";
  const minor = /^3\.(\d+)/.exec(tag)?.[1];
  return { minor: minor === undefined ? undefined : Number(minor), libc: libcOf(tag) };
}

function libcOf(tag: string): Libc {
  const [, release] = /\balpine(?:3\.(\d+))?/.exec(tag) ?? [];
  if (tag.includes("alpine")) {
    return {
      kind: "musl",
      minor: release === undefined ? undefined : Number(release) < MUSL_1_2 ? 1 : 2,
    };
  }
  const codename = /\b(buster|bullseye|bookworm|trixie)\b/.exec(tag)?.[1];
  return { kind: "glibc", minor: codename === undefined ? undefined : GLIBC[codename] };
}
