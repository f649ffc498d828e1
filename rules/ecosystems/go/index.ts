import type { OutputBinding, Recognition } from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { moveGoBuild } from "./recipe.ts";
import { retargetGo } from "./retarget.ts";
import { installedPrograms, namedArchitecture, programsOf } from "./outputs.ts";
import { GO_BUILD } from "../../shared/slowdowns.ts";
import { namesBuilder } from "../../shared/target.ts";

export const go: Ecosystem = {
  id: "go",
  title: "Go",
  commands: ["go", "xx-go", "garble"],
  recipe: moveGoBuild,
  retarget: retargetGo,
  recognise(invocation) {
    switch (invocation.subcommand(["-C"])) {
      case "build":
        return { ...compile(invocation), writes: programsOf(invocation) };
      case "install":
        return { ...compile(invocation), writes: installedPrograms(invocation) };
      case "mod":
        return { role: "fetch", output: "portable" };
      case "get":
        return { role: "fetch", output: "unknown" };
      case "generate":
      case "run":
      case "tool":
        return compile(invocation);
      case "test":
      case "vet":
        return test();
      case undefined:
        return undefined;
      default:
        return { role: "other", output: "unknown" };
    }
  },
};

function compile(invocation: Invocation): Recognition {
  return {
    role: "compile",
    output: outputOf(invocation),
    builtFor: namedArchitecture(invocation),
    heavy: {
      slowdown: GO_BUILD,
      native: {
        possible: true,
        how:
          "put the stage on $BUILDPLATFORM and cross-compile: " +
          "GOOS=$TARGETOS GOARCH=$TARGETARCH go build",
      },
    },
  };
}

/** Tests are there to run where the image runs. */
function test(): Recognition {
  const why = "tests are meant to run on the target";
  return {
    role: "test",
    output: "unknown",
    heavy: { slowdown: GO_BUILD, native: { possible: false, why } },
  };
}

/** Go compiles for GOARCH, else for the machine it runs on. */
function outputOf(invocation: Invocation): OutputBinding {
  if (invocation.name === "xx-go") return "target-bound";
  const architecture = invocation.variable("GOARCH");
  const system = invocation.variable("GOOS");
  // A program for Windows or macOS is meant to be none of the image's own.
  if (system !== undefined && /^[a-z]+$/.test(system) && system !== "linux") return "unknown";
  if (architecture === undefined || namesBuilder(architecture)) return "build-bound";
  return /\$\{?TARGETARCH\b/.test(architecture) ? "target-bound" : "unknown";
}
