import { remarkOnLock } from "../shared/lock-remark.ts";
import { moveAssetsOr } from "../shared/modules-stage.ts";
import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { runScript } from "../shared/bundling.ts";
import {
  areSmallTools,
  installNatively,
  installsModules,
  mayHang,
  rebuild,
} from "../shared/node.ts";
import { packageManager, runScriptOrTool, runTool } from "../shared/node-scripts.ts";
import { avoidable, light, tests } from "../shared/recognitions.ts";
import { NODE } from "../shared/slowdowns.ts";

const VALUED = (
  "--cache-folder --cwd --exclude --from --include --jobs --modules-folder --mutex " +
  "--network-concurrency --network-timeout --registry --use-yarnrc -j"
).split(" ");

/** `supportedArchitectures` needs `current` next to the target (yarnpkg/berry#4323). */
const INSTALL_NATIVELY = installNatively(
  "yarn install --mode=skip-build (yarn 2 or later) after naming the target beside current under " +
    "supportedArchitectures, copy it in, and run yarn rebuild instead",
);

export const yarn: Ecosystem = {
  id: "yarn",
  title: "Yarn (Node.js)",
  commands: ["yarn", "yarnpkg", "corepack"],
  recipe: moveAssetsOr(
    "yarn 1 installs for its own machine alone; yarn 2 or later (supportedArchitectures, yarn install " +
      "--mode=skip-build) and npm 10.1 or later (npm ci --ignore-scripts --cpu) can install for the target in a " +
      "stage on $BUILDPLATFORM, and yarn rebuild or npm rebuild completes it here",
  ),
  remark: remarkOnLock,
  recognise(invocation) {
    const yarn = packageManager(invocation, "yarn") ?? packageManager(invocation, "yarnpkg");
    if (yarn === undefined) return undefined;
    const asks = ["--version", "-v", "--help", "-h"].includes(yarn.args[0] ?? "");
    return asks ? undefined : recogniseYarn(yarn, 0);
  },
};

/** @param skip how many operands stand before the subcommand, as in `yarn workspace web build` */
function recogniseYarn(yarn: Invocation, skip: number): Recognition {
  const words = yarn.operands(VALUED).slice(skip);
  switch (words[0]) {
    case undefined:
    case "install":
    case "add":
    case "up":
    case "upgrade":
      return install(yarn, words.slice(1));
    case "global": {
      const [, action, ...packages] = words;
      if (action !== "add" && action !== "upgrade") return light();
      return areSmallTools(packages) ? mayHang(light("install"), yarn) : installHere(yarn);
    }
    case "rebuild":
      return rebuild();
    case "workspace":
      return words.length > 2 ? recogniseYarn(yarn, skip + 2) : light();
    case "workspaces": {
      if (words[1] === "focus") return install(yarn, []);
      const run = words.indexOf("run");
      return run < 0 ? light() : runScript(words[run + 1]);
    }
    case "test":
      return tests(NODE);
    case "dlx":
    case "exec":
      return runTool(yarn, VALUED, skip + 1);
    case "run":
      return runScriptOrTool(yarn, VALUED, skip + 1);
    default:
      return runScriptOrTool(yarn, VALUED, skip);
  }
}

function install(yarn: Invocation, packages: readonly string[]): Recognition {
  return installsModules(installHere(yarn), yarn, packages);
}

function installHere(yarn: Invocation): Recognition {
  return mayHang(avoidable("install", "unknown", NODE, INSTALL_NATIVELY), yarn);
}
