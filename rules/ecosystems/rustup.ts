import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { light } from "../shared/recognitions.ts";
import { namesTarget } from "../shared/target.ts";
import { moveCargoBuild } from "./cargo/recipe.ts";
import { cargo } from "./cargo/index.ts";

export const rustup: Ecosystem = {
  id: "rustup",
  title: "rustup (Rust)",
  commands: ["rustup", "rustup-init"],
  recipe: moveCargoBuild,
  recognise(invocation) {
    if (invocation.name === "rustup-init") return light("install", "build-bound");
    switch (invocation.subcommand()) {
      case undefined:
        return undefined;
      case "run":
        return run(invocation);
      case "target":
        return addTarget(invocation);
      case "component":
      case "default":
      case "install":
      case "toolchain":
      case "update":
        return light("install", "build-bound");
      default:
        return light();
    }
  },
};

/** `rustup run nightly cargo build` is cargo's `build`. */
function run(invocation: Invocation): Recognition | undefined {
  const at = invocation.args.findIndex((arg) => arg === "cargo" || arg === "rustc");
  const inner = at < 0 ? undefined : invocation.inner(at);
  return inner && cargo.recognise(inner);
}

/** A standard library to link against: for the target platform, where it is named. */
function addTarget(invocation: Invocation): Recognition {
  return light("install", invocation.args.some(namesTarget) ? "target-bound" : "unknown");
}
