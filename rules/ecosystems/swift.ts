import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, tests, unavoidable, writing } from "../shared/recognitions.ts";
import { refusing } from "../shared/refusing.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { compiledFor } from "../shared/target.ts";

export const swift: Ecosystem = {
  id: "swift",
  title: "Swift",
  commands: ["swift", "swiftc"],
  recipe: refusing({
    ships: "build in a stage of its own on $BUILDPLATFORM, and copy the program",
    builds:
      "which Swift SDK is the target's follows from its name: choose it by TARGETARCH " +
      "(--swift-sdk aarch64-swift-linux-musl for arm64) and put the stage on $BUILDPLATFORM",
  }),
  recognise(invocation) {
    const subcommand = invocation.subcommand();
    if (subcommand === undefined) return undefined;
    if (invocation.name === "swiftc") return compile(invocation);
    switch (subcommand) {
      case "build":
      case "run":
        return compile(invocation);
      case "test":
        return tests(LIKE_RUSTC);
      case "package":
        return light("fetch", "portable");
      default:
        return light();
    }
  },
};

/** A Swift SDK is a target's C library and standard library; Swift ships one, for musl. */
function compile(invocation: Invocation): Recognition {
  const sdk = invocation.value("--swift-sdk", "--destination", "--triple", "-target");
  if (sdk !== undefined) {
    const how = "put the stage on $BUILDPLATFORM: --swift-sdk already cross-compiles";
    return writing(avoidable("compile", compiledFor(sdk), LIKE_RUSTC, how), outputOf(invocation));
  }
  const why = "the one SDK that Swift ships for cross-compiling replaces the system's libc by musl";
  return writing(unavoidable("compile", "build-bound", LIKE_RUSTC, why), outputOf(invocation));
}

function outputOf(invocation: Invocation): string {
  if (invocation.name === "swiftc") return invocation.value("-o") ?? "main";
  return `${invocation.value("--scratch-path", "--build-path") ?? ".build"}/`;
}
