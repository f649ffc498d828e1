import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, tests } from "../shared/recognitions.ts";
import { refusing } from "../shared/refusing.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { compiledFor, constantTarget } from "../shared/target.ts";

export const zig: Ecosystem = {
  id: "zig",
  title: "Zig",
  commands: ["zig"],
  recipe: refusing({
    ships: "build in a stage of its own on $BUILDPLATFORM, and copy the program",
    builds:
      "zig's name for the target says which libc the program is for, and the Dockerfile does not: give -Dtarget " +
      "or -target by TARGETARCH (aarch64-linux-gnu or aarch64-linux-musl for arm64) and put the stage " +
      "on $BUILDPLATFORM",
  }),
  recognise(invocation) {
    const [subcommand, step] = invocation.operands();
    switch (subcommand) {
      case "build":
        return step === "test" ? tests(LIKE_RUSTC) : compile(invocation);
      case "build-exe":
      case "build-lib":
      case "build-obj":
      case "cc":
      case "c++":
      case "run":
        return compile(invocation);
      case "test":
        return tests(LIKE_RUSTC);
      case "fetch":
        return light("fetch", "portable");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};

function compile(invocation: Invocation): Recognition {
  if (invocation.has("--version", "--help", "-h")) return light();
  const target = invocation.value("-Dtarget", "-target", "--target");
  const how =
    "put the stage on $BUILDPLATFORM and cross-compile, for which zig needs nothing else: " +
    "zig build -Dtarget=aarch64-linux-musl for linux/arm64, zig cc -target";
  const prefix = invocation.value("--prefix", "-p") ?? "zig-out";
  const named = invocation.value("-o", "-femit-bin");
  return {
    ...avoidable("compile", compiledFor(target), LIKE_RUSTC, how),
    builtFor: constantTarget(target),
    writes: named === undefined ? [{ path: `${prefix}/` }] : [{ path: named }],
  };
}
