import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, tests } from "../shared/recognitions.ts";
import { refusing } from "../shared/refusing.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { compiledFor, constantTarget } from "../shared/target.ts";

export const dart: Ecosystem = {
  id: "dart",
  title: "Dart",
  commands: ["dart"],
  recipe: refusing({
    ships: "build in a stage of its own on $BUILDPLATFORM, and copy the program",
    builds:
      "which Dart this is is not certain, and /runtime of its image is for the image's own machine: with " +
      "3.8 or later put the stage on $BUILDPLATFORM, compile with --target-os=linux --target-arch (x64 " +
      "for amd64), and take the runtime from a stage that stays on the target",
  }),
  recognise(invocation) {
    const [subcommand, second] = invocation.operands();
    switch (subcommand) {
      case "compile":
        return recogniseCompile(invocation, second);
      case "build":
        return compile(invocation);
      case "run":
        return second === "build_runner" ? generate() : light();
      case "test":
        return tests(LIKE_RUSTC);
      case "pub":
        return light("fetch", "portable");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};

function recogniseCompile(invocation: Invocation, format: string | undefined): Recognition {
  switch (format) {
    case "exe":
    case "aot-snapshot":
      return compile(invocation);
    case "js":
    case "wasm":
    case "kernel": {
      const how = "put the stage on $BUILDPLATFORM: this format runs anywhere";
      return avoidable("bundle", "portable", LIKE_RUSTC, how);
    }
    default:
      return light("compile", "build-bound");
  }
}

/** Dart 3.8 compiles for amd64 and arm64, 3.9 for arm and riscv64, too (dart-lang/sdk#28617). */
function compile(invocation: Invocation): Recognition {
  const how =
    "put the stage on $BUILDPLATFORM and cross-compile with Dart 3.8 or later: " +
    "dart compile exe --target-os=linux --target-arch=arm64 (x64 for amd64)";
  const target = invocation.value("--target-arch");
  const output = invocation.value("-o", "--output");
  return {
    ...avoidable("compile", compiledFor(target), LIKE_RUSTC, how),
    builtFor: constantTarget(target),
    writes: [{ path: output ?? "bin/*.exe" }],
  };
}

function generate(): Recognition {
  const how = "run it in a stage on $BUILDPLATFORM and copy the sources that it writes";
  return avoidable("bundle", "portable", LIKE_RUSTC, how);
}
