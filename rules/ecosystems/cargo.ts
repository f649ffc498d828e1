import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, tests, unavoidable } from "../shared/recognitions.ts";
import { RUST_COMPILE } from "../shared/slowdowns.ts";
import { compiledFor } from "../shared/target.ts";

const VALUED = ["--color", "--config", "-C", "-Z"];

/** Subcommands that are followed by one of cargo's own, or by the like: `cargo auditable build`. */
const PLUGINS = new Set(
  "auditable chef component lambda leptos ndk pgrx tauri web xwin".split(" "),
);

/** `cook` is cargo-chef's, `cbuild` and `cinstall` are cargo-c's. */
const COMPILES = new Set(
  "b build cbuild check cinstall clippy cook install make r run rustc xtask zigbuild".split(" "),
);
const TESTS = new Set("bench llvm-cov nextest t tarpaulin test".split(" "));

const CROSS_COMPILE =
  "put the stage on $BUILDPLATFORM and cross-compile: rustup target add, a linker for the target " +
  "(or xx-cargo, or cargo-zigbuild), cargo build --target; the binary is then in " +
  "target/<triple>/release";
const WEB_ASSEMBLY = "put the stage on $BUILDPLATFORM: WebAssembly is the same everywhere";

export const cargo: Ecosystem = {
  id: "cargo",
  title: "Cargo (Rust)",
  commands: "cargo xx-cargo cargo-chef cargo-zigbuild cross rustc wasm-pack trunk".split(" "),
  recognise(invocation) {
    switch (invocation.name) {
      case "rustc":
        return recogniseRustc(invocation);
      case "wasm-pack":
      case "trunk":
        return recogniseWasmTool(invocation);
      default:
        return recogniseCargo(invocation);
    }
  },
};

function recogniseCargo(invocation: Invocation): Recognition | undefined {
  // `+nightly` chooses a toolchain.
  const words = invocation.operands(VALUED).filter((word) => !word.startsWith("+"));
  const subcommand = PLUGINS.has(words[0] ?? "") ? words[1] : words[0];
  if (subcommand === undefined) return undefined;
  if (COMPILES.has(subcommand)) return compile(invocation);
  if (TESTS.has(subcommand)) return tests(RUST_COMPILE);
  switch (subcommand) {
    case "fetch":
    case "vendor":
      return light("fetch", "portable");
    case "update":
    case "generate-lockfile":
    case "prepare": // cargo-chef's list of dependencies
      return light("resolve", "portable");
    case "binstall":
      return light("install", "build-bound");
    default:
      return light();
  }
}

function recogniseRustc(invocation: Invocation): Recognition {
  const asks = invocation.has("--version", "-V", "-vV", "--print", "--help", "--explain");
  return asks || invocation.args.length === 0 ? light() : compile(invocation);
}

function recogniseWasmTool(invocation: Invocation): Recognition | undefined {
  const subcommand = invocation.subcommand();
  if (subcommand === undefined) return undefined;
  if (subcommand === "test") return tests(RUST_COMPILE);
  return subcommand === "build"
    ? avoidable("bundle", "portable", RUST_COMPILE, WEB_ASSEMBLY)
    : light();
}

function compile(invocation: Invocation): Recognition {
  const output = outputOf(invocation);
  if (isForOwnProcessor(invocation)) {
    const why = "target-cpu=native compiles for the processor of the very machine that builds";
    return unavoidable("compile", output, RUST_COMPILE, why);
  }
  const how = output === "portable" ? WEB_ASSEMBLY : CROSS_COMPILE;
  return avoidable("compile", output, RUST_COMPILE, how);
}

function outputOf(invocation: Invocation): OutputBinding {
  if (invocation.name === "xx-cargo") return "target-bound";
  return compiledFor(invocation.value("--target") ?? invocation.variable("CARGO_BUILD_TARGET"));
}

function isForOwnProcessor(invocation: Invocation): boolean {
  const flags = [...invocation.args, invocation.variable("RUSTFLAGS") ?? ""];
  return flags.some((word) => /\btarget-cpu=native\b/.test(word));
}
