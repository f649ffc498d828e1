import type { Hazard, Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { ImageReference } from "../../src/syntax/image-reference.ts";
import { avoidable, writing } from "./recognitions.ts";
import { LIKE_PYTHON } from "./slowdowns.ts";

/**
 * The JIT compiler maps its code twice, and QEMU's user mode sees only what is written through the
 * mapping that it executes (qemu-project/qemu#1034). Any command that starts Erlang crashes.
 */
export const JIT_CRASHES: Hazard = {
  what:
    "the JIT compiler of Erlang/OTP 25 and later crashes without " +
    'ERL_FLAGS="+JMsingle true" ("+JPperf true" for OTP 25)',
  source: "erlang/docker-erlang-otp#400",
  // There is a JIT compiler for these two only.
  affects: ({ architecture }) => architecture === "amd64" || architecture === "arm64",
};

/** Both map the code once (erlang/otp#6340): in OTP 25 only the support for perf does. */
const MAPPED_ONCE = /\+J(Msingle|Pperf)\s+true\b/;

/** A command that runs on Erlang, which may crash. */
export function onErlang(recognition: Recognition, invocation: Invocation): Recognition {
  const flags = ["ERL_FLAGS", "ERL_AFLAGS", "ERL_ZFLAGS"].map((name) => invocation.variable(name));
  if (flags.some((value) => MAPPED_ONCE.test(value ?? ""))) return recognition;
  const major = otpMajor(invocation.image);
  return major !== undefined && major < 25 ? recognition : { ...recognition, hazard: JIT_CRASHES };
}

/** As far as the image's name tells: 24 for `erlang:24-alpine` and `elixir:1.13-otp-24`. */
export function otpMajor(image: ImageReference | undefined): number | undefined {
  const major = /(?:erlang[:-]|otp-)(\d+)/.exec(image?.text ?? "")?.[1];
  return major === undefined ? undefined : Number(major);
}

const NATIVELY =
  "put the stage on $BUILDPLATFORM, release without Erlang itself (include_erts: false) and run " +
  "that on the target's Erlang of the same version, unless something compiles native code (NIFs)";

/** Modules run anywhere; a release has Erlang in it, and may have native code. */
export function compileModules(): Recognition {
  return avoidable("compile", "unknown", LIKE_PYTHON, NATIVELY);
}

export function release(): Recognition {
  return writing(avoidable("compile", "build-bound", LIKE_PYTHON, NATIVELY), "_build/*/rel/");
}

export function fetchSources(): Recognition {
  const how = "put the stage on $BUILDPLATFORM: the sources are the same everywhere";
  return avoidable("fetch", "portable", LIKE_PYTHON, how);
}
