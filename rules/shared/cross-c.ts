import type { OutputBinding, Recognition, Role, Slowdown } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, unavoidable } from "./recognitions.ts";
import { type Reasons, refusing } from "./refusing.ts";

const FLAGS = ["CFLAGS", "CXXFLAGS", "CPPFLAGS"];

/**
 * A command that compiles C, or prepares it.
 * @param how how this command, or the one before it, is told about the target's toolchain
 */
export function crossCompiled(
  invocation: Invocation,
  role: Role,
  output: OutputBinding,
  slowdown: Slowdown,
  how: string,
): Recognition {
  if (isForOwnProcessor(invocation)) {
    const why = "-march=native compiles for the processor of the very machine that builds";
    return unavoidable(role, "build-bound", slowdown, why);
  }
  return avoidable(
    role,
    output,
    slowdown,
    "put the stage on $BUILDPLATFORM and cross-compile with the target's toolchain " +
      `(Debian's crossbuild-essential, or xx-clang): ${how}`,
  );
}

function isForOwnProcessor(invocation: Invocation): boolean {
  const flags = FLAGS.map((name) => invocation.variable(name) ?? "");
  return [...invocation.args, ...flags].some((word) => /-m(arch|cpu)=native\b/.test(word));
}

/** A cross compile of C rests on the sources: no Dockerfile tells whether they bear it. */
export const CROSS_COMPILE_REASONS: Reasons = {
  ships:
    "compile in a stage of its own, install there into an empty folder (make install DESTDIR=/out), " +
    "and copy that; such a stage can then move to $BUILDPLATFORM and cross-compile",
  builds:
    "whether these sources cross-compile is not in the Dockerfile: it takes the target's toolchain " +
    "and -dev packages (crossbuild-essential-arm64 with libfoo-dev:arm64, or xx-apt and xx-apk), and " +
    "a build that runs nothing of what it has made",
};

export const refuseCrossCompile = refusing(CROSS_COMPILE_REASONS);
