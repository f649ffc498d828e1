import { moveAssetsOr } from "../shared/modules-stage.ts";
import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { BUNDLE_NATIVELY } from "../shared/bundling.ts";
import { areSmallTools, installNatively, installsModules } from "../shared/node.ts";
import { runScriptOrTool, runTool } from "../shared/node-scripts.ts";
import { avoidable, light, tests } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { constantTarget } from "../shared/target.ts";

const VALUED = "--config --cpu --cwd --env-file --filter --os --registry -F -c".split(" ");

const INSTALL_NATIVELY = installNatively(
  "bun install --ignore-scripts --os=linux --cpu=<arm64 or x64> (bun 1.2.23 or later), " +
    "and copy it in",
);

export const bun: Ecosystem = {
  id: "bun",
  title: "Bun",
  commands: ["bun", "bunx"],
  recipe: moveAssetsOr(
    "which bun this is need not be in the image's name; from 1.2.23 on it can install for the target in a " +
      "stage on $BUILDPLATFORM (bun install --ignore-scripts --cpu), as long as no package has an install script",
  ),
  recognise(invocation) {
    const words = invocation.operands(VALUED);
    if (words.length === 0) return undefined;
    return invocation.name === "bunx"
      ? runTool(invocation, VALUED, 0)
      : recogniseBun(invocation, words);
  },
};

function recogniseBun(invocation: Invocation, words: readonly string[]): Recognition {
  switch (words[0]) {
    case "install":
    case "i":
    case "add":
    case "a":
    case "ci":
    case "update":
      return install(invocation, words.slice(1));
    case "build":
      return invocation.has("--compile") ? compile(invocation) : bundle();
    case "test":
      return tests(LIKE_RUSTC);
    case "x":
      return runTool(invocation, VALUED, 1);
    case "run":
      return runScriptOrTool(invocation, VALUED, 1);
    default:
      return runScriptOrTool(invocation, VALUED, 0);
  }
}

function install(invocation: Invocation, packages: readonly string[]): Recognition {
  if (invocation.has("-g", "--global") && areSmallTools(packages)) return light("install");
  const crosses = invocation.has("--cpu") && invocation.has("--ignore-scripts");
  const output = crosses ? "target-bound" : "unknown";
  const recognition = avoidable("install", output, LIKE_RUSTC, INSTALL_NATIVELY);
  return installsModules(recognition, invocation, packages);
}

function bundle(): Recognition {
  return avoidable("bundle", "portable", LIKE_RUSTC, BUNDLE_NATIVELY);
}

/** `--compile` puts bun itself into the executable: that of this machine, or of `--target`. */
function compile(invocation: Invocation): Recognition {
  const how =
    "put the stage on $BUILDPLATFORM and name the target: " +
    "bun build --compile --target=bun-linux-<arm64 or x64>";
  const target = invocation.value("--target") ?? "";
  const recognition = avoidable("compile", outputOf(target), LIKE_RUSTC, how);
  const output = invocation.value("--outfile");
  const builtFor = constantTarget(target.replace(/^bun-/, ""));
  return { ...recognition, builtFor, ...(output && { writes: [{ path: output }] }) };
}

function outputOf(target: string): OutputBinding {
  if (!target.startsWith("bun-")) return "build-bound";
  return /\$\{?TARGETARCH\b/.test(target) ? "target-bound" : "unknown";
}
