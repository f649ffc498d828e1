import { installForTarget } from "./recipe.ts";
import { remarkOnPackages } from "./remark.ts";
import type { Recognition } from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import {
  areSmallTools,
  installNatively,
  installsModules,
  mayHang,
  rebuild,
} from "../../shared/node.ts";
import { runScriptOrTool, runTool } from "../../shared/node-scripts.ts";
import { avoidable, light, tests } from "../../shared/recognitions.ts";
import { NODE } from "../../shared/slowdowns.ts";

const VALUED = (
  "--cache --cpu --include --libc --location --loglevel --node-options --omit --os " +
  "--package --prefix --registry --script-shell --userconfig --workspace -C -c -p -w"
).split(" ");

const CROSS = "--ignore-scripts --os=linux --cpu=<the target's> --libc=<glibc or musl>";
/**
 * npm 9 takes the options and installs for the machine it runs on, as measured. `npm ci` deletes
 * node_modules first, so that rebuild has to complete what was copied in.
 */
const NATIVELY = installNatively(
  `npm ci ${CROSS} (npm 10 or later), copy it in, and run npm rebuild instead`,
);
const GLOBALLY = installNatively(
  `npm install -g ${CROSS} (npm 10 or later), copy it in, and run npm rebuild -g instead`,
);

export const npm: Ecosystem = {
  id: "npm",
  title: "npm (Node.js)",
  commands: ["npm", "npx", "corepack"],
  recipe: installForTarget,
  remark: remarkOnPackages,
  recognise(invocation) {
    if (invocation.name === "corepack") return recogniseCorepack(invocation);
    const words = invocation.operands(VALUED);
    if (words.length === 0) return undefined;
    return invocation.name === "npx"
      ? runTool(invocation, VALUED, 0)
      : recogniseNpm(invocation, words);
  },
};

function recogniseNpm(invocation: Invocation, words: readonly string[]): Recognition {
  switch (words[0]) {
    case "install":
    case "i":
    case "in":
    case "add":
    case "ci":
    case "clean-install":
    case "install-test":
    case "it":
    case "install-ci-test":
    case "cit":
    case "update":
    case "upgrade":
    case "up":
      return mayHang(install(invocation, words.slice(1)), invocation);
    case "rebuild":
    case "rb":
      return rebuild();
    case "run":
    case "run-script":
      return runScriptOrTool(invocation, VALUED, 1);
    case "test":
    case "t":
      return tests(NODE);
    case "exec":
    case "x":
      return runTool(invocation, VALUED, 1);
    default:
      return light();
  }
}

function install(invocation: Invocation, packages: readonly string[]): Recognition {
  const isGlobal = invocation.has("-g", "--global") || invocation.value("--location") === "global";
  if (isGlobal && areSmallTools(packages)) return light("install");
  // Without the packages' own scripts, what is installed is what the lock has for the target.
  const crosses = invocation.has("--cpu") && invocation.has("--ignore-scripts");
  const how = isGlobal ? GLOBALLY : NATIVELY;
  const recognition = avoidable("install", crosses ? "target-bound" : "unknown", NODE, how);
  // What is installed globally are tools, most of them for the build.
  return isGlobal ? recognition : installsModules(recognition, invocation, packages);
}

/** corepack installs package managers; what `corepack pnpm ...` runs is pnpm's business. */
function recogniseCorepack(invocation: Invocation): Recognition | undefined {
  const own = ["enable", "disable", "prepare", "use", "up", "install", "pack", "hydrate", "cache"];
  return own.includes(invocation.subcommand() ?? "") ? light() : undefined;
}
