import type { Slowdown } from "../../src/facts/ecosystem.ts";

/**
 * What emulation costs, by kind of work. Measured on x86_64 with qemu-user 7.2 and Debian 12 user
 * lands, the emulated run beside the native one, best of a few runs each.
 */
const MEASURED = "measured, qemu-user 7.2 on x86_64";

export const GO_BUILD: Slowdown = { arm64: 16, arm: 25, source: MEASURED };
export const C_COMPILE: Slowdown = { arm64: 10, arm: 10, source: MEASURED };
/** Many small compiles and probes, where starting processes counts: configure scripts. */
export const C_CONFIGURE: Slowdown = { arm64: 20, arm: 19, source: MEASURED };
export const RUST_COMPILE: Slowdown = { arm64: 8, arm: 17, source: MEASURED };
export const PIP_INSTALL: Slowdown = { arm64: 6, arm: 7, source: MEASURED };
export const PIP_RESOLVE: Slowdown = { arm64: 8, arm: 8, source: MEASURED };
export const PYTHON: Slowdown = { arm64: 11, arm: 15, source: MEASURED };
export const NODE: Slowdown = { arm64: 10, arm: 30, source: MEASURED };
/** JIT compilers other than V8, and package managers of other languages, were not measured. */
export const LIKE_PYTHON: Slowdown = {
  arm64: 11,
  arm: 15,
  source: "not measured; as an interpreter",
};
/** Installers of Python packages other than pip. */
export const LIKE_PIP: Slowdown = { arm64: 6, arm: 7, source: "not measured; as pip install" };
/** Compiled programs that keep every core busy: uv's resolver, bun, hugo. */
export const LIKE_RUSTC: Slowdown = { arm64: 8, arm: 17, source: "not measured; as rustc" };
/** apt, apk and dnf: unpacking and maintainer scripts. */
export const SYSTEM_PACKAGES: Slowdown = {
  arm64: 7,
  arm: 7,
  source: "not measured; as unpacking and byte-compiling",
};
/** The JVM: no figure of our own; docker-maven and graal issues report 10 to 20 times. */
export const JVM: Slowdown = {
  arm64: 11,
  arm: 15,
  source: "not measured; oracle/graal#3922 reports 11 to 20 times",
};
/** Ruby: one issue reports a `gem update` of 153 s natively and 8606 s on emulated arm. */
export const RUBY: Slowdown = {
  arm64: 11,
  arm: 15,
  source: "not measured; as an interpreter (tonistiigi/binfmt#164 reports 56 times)",
};
/** .NET: a JIT compiler, as Node's. */
export const DOTNET: Slowdown = { arm64: 10, arm: 30, source: "not measured; as Node" };
