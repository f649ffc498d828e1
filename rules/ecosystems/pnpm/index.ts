import type { Recognition } from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { installForTarget } from "./recipe.ts";
import { areSmallTools, installNatively, installsModules, rebuild } from "../../shared/node.ts";
import { packageManager, runScriptOrTool, runTool } from "../../shared/node-scripts.ts";
import { avoidable, light, tests } from "../../shared/recognitions.ts";
import { NODE } from "../../shared/slowdowns.ts";
import { remarkOnLock } from "../../shared/lock-remark.ts";

const VALUED = (
  "--cpu --dir --filter --filter-prod --libc --loglevel --os --package --registry " +
  "--reporter --store-dir --virtual-store-dir --workspace-concurrency -C -F"
).split(" ");

/** The options are from 10.14; before, `supportedArchitectures` says the same (pnpm#7214). */
const INSTALL_NATIVELY = installNatively(
  "pnpm install --ignore-scripts --os=linux --cpu=<the target's> --libc=<glibc or musl> " +
    "(pnpm 10.14 or later), copy it in, and run pnpm rebuild instead",
);

export const pnpm: Ecosystem = {
  id: "pnpm",
  title: "pnpm (Node.js)",
  commands: ["pnpm", "pnpx", "corepack"],
  recipe: installForTarget,
  remark: remarkOnLock,
  recognise(invocation) {
    if (invocation.name === "pnpx") return runTool(invocation, VALUED, 0);
    const pnpm = packageManager(invocation, "pnpm");
    const first = pnpm?.subcommand(VALUED);
    if (pnpm === undefined || first === undefined) return undefined;
    // `pnpm -r build` was `pnpm recursive build`.
    return recognisePnpm(pnpm, /^(recursive|multi|m)$/.test(first) ? 1 : 0);
  },
};

/** @param skip how many operands stand before the subcommand */
function recognisePnpm(pnpm: Invocation, skip: number): Recognition {
  const [subcommand, ...packages] = pnpm.operands(VALUED).slice(skip);
  switch (subcommand) {
    case "install":
    case "i":
    case "add":
    case "ci":
    case "install-test":
    case "it":
    case "update":
    case "up":
    case "upgrade":
    case "deploy":
      return install(pnpm, packages);
    case "fetch":
      return avoidable("fetch", "unknown", NODE, INSTALL_NATIVELY);
    case "rebuild":
    case "rb":
      return rebuild();
    case "test":
    case "t":
      return tests(NODE);
    case "dlx":
    case "exec":
      return runTool(pnpm, VALUED, skip + 1);
    case "run":
    case "run-script":
      return runScriptOrTool(pnpm, VALUED, skip + 1);
    default:
      return runScriptOrTool(pnpm, VALUED, skip);
  }
}

function install(pnpm: Invocation, packages: readonly string[]): Recognition {
  if (pnpm.has("-g", "--global") && areSmallTools(packages)) return light("install");
  const crosses = pnpm.has("--cpu") && pnpm.has("--ignore-scripts");
  const output = crosses ? "target-bound" : "unknown";
  const recognition = avoidable("install", output, NODE, INSTALL_NATIVELY);
  return installsModules(recognition, pnpm, packages);
}
