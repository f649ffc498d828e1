import type { Recognition } from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { GUARANTEE } from "./guarantee.ts";
import { nativePip } from "./recipe.ts";
import { environmentOf, installsInto, pythonTool } from "../../shared/python.ts";
import { PIP_INSTALL, PIP_RESOLVE } from "../../shared/slowdowns.ts";
import { pinnedByPip } from "../../shared/wheels/installs.ts";
import { wheelRemark } from "../../shared/wheels/shortages.ts";

const VALUED = ["--proxy", "--log", "--timeout", "--retries", "--cache-dir", "--python"];

const INSTALL = {
  possible: true,
  how:
    "let pip install the target's wheels in a stage on $BUILDPLATFORM and copy them in, so that this " +
    "command finds its work done",
} as const;

export const pip: Ecosystem = {
  id: "pip",
  title: "pip (Python)",
  commands: ["pip", "python", "pypy"],
  recipe: nativePip,
  remark: wheelRemark(pinnedByPip),
  guarantee: GUARANTEE,
  strategies: ["prefill", "cross-install", "lock"],
  recognise(invocation) {
    const pip = pythonTool(invocation, "pip");
    return pip && recognisePip(pip);
  },
};

function recognisePip(pip: Invocation): Recognition | undefined {
  switch (pip.subcommand(VALUED)) {
    case "install":
      // `--dry-run` only resolves; `pip install --upgrade pip` alone is one pure wheel.
      if (pip.has("--dry-run")) return resolve();
      if (isSmall(pip)) return { role: "install", output: "build-bound" };
      return installsInto(
        {
          role: "install",
          output: pip.has("--platform") ? "target-bound" : "build-bound",
          heavy: { slowdown: PIP_INSTALL, native: INSTALL },
        },
        ...foldersOf(pip),
      );
    case "wheel":
      return installsInto(
        {
          role: "compile",
          output: "build-bound",
          heavy: { slowdown: PIP_INSTALL, native: INSTALL },
        },
        `${pip.value("--wheel-dir", "-w") ?? "."}/`,
      );
    case "download":
      return installsInto(
        {
          role: "fetch",
          output: pip.has("--platform") ? "target-bound" : "build-bound",
          heavy: { slowdown: PIP_RESOLVE, native: INSTALL },
        },
        `${pip.value("--dest", "-d") ?? "."}/`,
      );
    case "compile":
    case "lock":
      return resolve();
    case undefined:
      return undefined;
    default:
      return { role: "other", output: "unknown" };
  }
}

function foldersOf(pip: Invocation): string[] {
  const named = pip.value("--target", "-t", "--prefix", "--root") ?? pip.variable("PIP_TARGET");
  if (named !== undefined) return [`${named}/`];
  const user = pip.has("--user") || pip.variable("PIP_USER") === "1";
  if (user) return [`${pip.variable("PYTHONUSERBASE") ?? "/root/.local"}/`];
  return environmentOf(pip);
}

function resolve(): Recognition {
  const how = "resolve in a stage on $BUILDPLATFORM and copy the result";
  return {
    role: "resolve",
    output: "unknown",
    heavy: { slowdown: PIP_RESOLVE, native: { possible: true, how } },
  };
}

const TOOLS =
  /^(pip|setuptools|wheel|virtualenv|build|uv|poetry|pipenv|pdm|pipx|six|supervisor|twine)([=<>~!].*)?$/;

/** What takes no time: a packaging tool or two, small pure wheels, or wheels that are there already. */
function isSmall(pip: Invocation): boolean {
  if (pip.has("-r", "--requirement", "-e", "--editable", "-c")) return false;
  const valued = [...VALUED, "-i", "--index-url", "--extra-index-url", "-f", "--prefix", "--root"];
  const [, ...packages] = pip.operands(valued);
  if (packages.length === 0) return false;
  if (packages.every((name) => name.endsWith(".whl"))) return true;
  return packages.length <= 3 && packages.every((name) => TOOLS.test(name));
}
