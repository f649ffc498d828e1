import { architectureOf } from "../../../src/platform/architectures.ts";
import type { Platform } from "../../../src/platform/platform.ts";

/** The Python that packages are installed for, as far as the image's name tells. */
export interface Interpreter {
  /** CPython's minor version: 11 for 3.11; undefined where it is not known. */
  readonly minor: number | undefined;
  readonly libc: Libc | undefined;
}

export interface Libc {
  readonly kind: "glibc" | "musl";
  /** The minor version: 36 for glibc 2.36, 2 for musl 1.2; undefined where it is not known. */
  readonly minor: number | undefined;
}

/** `name-1.0-cp311-abi3-manylinux_2_17_aarch64.manylinux2014_aarch64.whl`: PEP 427, PEP 425. */
interface WheelTags {
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

function tagsOf(file: string): WheelTags | undefined {
  const parts = file.replace(/\.whl$/, "").split("-");
  if (!file.endsWith(".whl") || parts.length < 5 || file.length > 500) return undefined;
  const [pythons, abis, platforms] = parts.slice(-3).map((part) => part.split("."));
  return { pythons: pythons!, abis: abis!, platforms: platforms! };
}

/** Whether a wheel is for Linux alone, on whichever machine. */
export function isForLinux(file: string): boolean {
  return tagsOf(file)?.platforms.some((each) => /^(many|musl)?linux/.test(each)) === true;
}

/**
 * Whether pip would take a wheel on a platform. What is not known of the interpreter counts as
 * fitting: that there is no wheel has to be certain.
 */
export function isWheelFor(file: string, target: Platform, interpreter: Interpreter): boolean {
  const tags = tagsOf(file);
  return (
    tags !== undefined &&
    tags.platforms.some((platform) => platformFits(platform, target, interpreter.libc)) &&
    tags.pythons.some((python) => tags.abis.some((abi) => pythonFits(python, abi, interpreter)))
  );
}

/** packaging/tags.py: `cpython_tags`, then `compatible_tags`. */
function pythonFits(python: string, abi: string, { minor }: Interpreter): boolean {
  const [, kind, number] = /^(cp|py)3(\d*)$/.exec(python) ?? [];
  if (kind === undefined) return false;
  const wanted = number === "" ? undefined : Number(number);
  const isUpwards = kind === "py" || abi === "abi3";
  if (abi !== "none" && abi !== "abi3" && abi !== python && abi !== `${python}m`) return false;
  if (minor === undefined || wanted === undefined) return true;
  return isUpwards ? wanted <= minor : wanted === minor;
}

/** What the names of older levels stand for: PEP 600. */
const LEGACY: Readonly<Record<string, number>> = {
  manylinux1: 5,
  manylinux2010: 12,
  manylinux2014: 17,
};

/** manylinux of PEP 600, musllinux of PEP 656: the level must not exceed that of the image. */
function platformFits(tag: string, target: Platform, libc: Libc | undefined): boolean {
  if (tag === "any") return true;
  const machine = architectureOf(target)?.wheel;
  if (machine === undefined || !tag.endsWith(`_${machine}`)) return false;
  const level = tag.slice(0, -machine.length - 1);
  if (level === "linux") return true;
  const [, family, number] = /^(manylinux_2|musllinux_1)_(\d+)$/.exec(level) ?? [];
  const minor = LEGACY[level] ?? (number === undefined ? undefined : Number(number));
  if (minor === undefined) return false;
  if (libc === undefined) return true;
  const kind = family === "musllinux_1" ? "musl" : "glibc";
  return kind === libc.kind && (libc.minor === undefined || minor <= libc.minor);
}
