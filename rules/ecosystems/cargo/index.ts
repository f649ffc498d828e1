import type { OutputBinding, Recognition, Written } from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { avoidable, light, tests, unavoidable } from "../../shared/recognitions.ts";
import { RUST_COMPILE } from "../../shared/slowdowns.ts";
import { moveCargoBuild, retargetCargo } from "./recipe.ts";
import { subcommandOf } from "./subcommand.ts";
import { compiledFor, constantTarget } from "../../shared/target.ts";

/** Those that put their output where only they know. */
const PLUGINS_WITH_PLACES = new Set("component lambda leptos ndk pgrx tauri web".split(" "));

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
  recipe: moveCargoBuild,
  retarget: retargetCargo,
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
  const called = subcommandOf(invocation);
  if (called === undefined) return undefined;
  const { name: subcommand, plugin } = called;
  if (COMPILES.has(subcommand)) {
    const recognition = compile(invocation);
    if (plugin !== undefined && PLUGINS_WITH_PLACES.has(plugin)) return recognition;
    return { ...recognition, writes: outputsOf(invocation, subcommand) };
  }
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
  if (asks || invocation.args.length === 0) return light();
  const output = invocation.value("-o");
  return { ...compile(invocation), ...(output && { writes: [{ path: output }] }) };
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
  const builtFor = constantTarget(targetOf(invocation));
  if (isForOwnProcessor(invocation)) {
    const why = "target-cpu=native compiles for the processor of the very machine that builds";
    return { ...unavoidable("compile", output, RUST_COMPILE, why), builtFor };
  }
  const how = output === "portable" ? WEB_ASSEMBLY : CROSS_COMPILE;
  return { ...avoidable("compile", output, RUST_COMPILE, how), builtFor };
}

function targetOf(invocation: Invocation): string | undefined {
  return invocation.value("--target") ?? invocation.variable("CARGO_BUILD_TARGET");
}

/** Where the Cargo book says that programs come to stand ("Build Cache", "cargo install"). */
function outputsOf(invocation: Invocation, subcommand: string): Written[] {
  if (subcommand === "install") return [{ path: `${installRoot(invocation)}/bin/` }];
  if (invocation.has("--target-dir"))
    return [inTarget(invocation, invocation.value("--target-dir")!)];
  const folder =
    invocation.variable("CARGO_TARGET_DIR") ?? invocation.variable("CARGO_BUILD_TARGET_DIR");
  return [inTarget(invocation, folder ?? "target")];
}

function installRoot(invocation: Invocation): string {
  const root = invocation.value("--root") ?? invocation.variable("CARGO_INSTALL_ROOT");
  if (root !== undefined) return root;
  const isOfficial = /(^|\/)rust$/.test(invocation.image?.repository ?? "");
  return invocation.variable("CARGO_HOME") ?? (isOfficial ? "/usr/local/cargo" : "/root/.cargo");
}

function inTarget(invocation: Invocation, folder: string): Written {
  // cargo-zigbuild takes a version of glibc behind the triple, and xx-cargo finds the triple.
  const triple =
    invocation.name === "xx-cargo" ? "*" : targetOf(invocation)?.replace(/\.\d+\.\d+$/, "");
  const named = invocation.value("--profile") ?? "debug";
  const profile = invocation.has("--release", "-r") ? "release" : named === "dev" ? "debug" : named;
  return { path: `${folder}/${triple === undefined ? "" : `${triple}/`}${profile}/` };
}

function outputOf(invocation: Invocation): OutputBinding {
  if (invocation.name === "xx-cargo") return "target-bound";
  return compiledFor(targetOf(invocation));
}

function isForOwnProcessor(invocation: Invocation): boolean {
  const flags = [...invocation.args, invocation.variable("RUSTFLAGS") ?? ""];
  return flags.some((word) => /\btarget-cpu=native\b/.test(word));
}
