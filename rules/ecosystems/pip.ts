import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { pythonTool } from "../shared/python.ts";
import { PIP_INSTALL, PIP_RESOLVE } from "../shared/slowdowns.ts";

const VALUED = ["--proxy", "--log", "--timeout", "--retries", "--cache-dir", "--python"];

const INSTALL = {
  possible: true,
  how:
    "install the target's wheels in a stage on $BUILDPLATFORM " +
    "(pip install --target ... --platform ... --only-binary=:all:), copy them in, and let this command " +
    "find its work done",
} as const;

export const pip: Ecosystem = {
  id: "pip",
  title: "pip (Python)",
  commands: ["pip", "python", "pypy"],
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
      return {
        role: "install",
        output: pip.has("--platform") ? "target-bound" : "build-bound",
        heavy: { slowdown: PIP_INSTALL, native: INSTALL },
      };
    case "wheel":
      return {
        role: "compile",
        output: "build-bound",
        heavy: { slowdown: PIP_INSTALL, native: INSTALL },
      };
    case "download":
      return {
        role: "fetch",
        output: pip.has("--platform") ? "target-bound" : "build-bound",
        heavy: { slowdown: PIP_RESOLVE, native: INSTALL },
      };
    case "compile":
    case "lock":
      return resolve();
    case undefined:
      return undefined;
    default:
      return { role: "other", output: "unknown" };
  }
}

function resolve(): Recognition {
  const how = "resolve in a stage on $BUILDPLATFORM and copy the result";
  return {
    role: "resolve",
    output: "unknown",
    heavy: { slowdown: PIP_RESOLVE, native: { possible: true, how } },
  };
}

const TOOLS = /^(pip|setuptools|wheel|virtualenv|build|uv|poetry|pipenv|pdm)([=<>~!].*)?$/;

/** What takes no time: a packaging tool or two, small pure wheels, or wheels that are there already. */
function isSmall(pip: Invocation): boolean {
  if (pip.has("-r", "--requirement", "-e", "--editable", "-c")) return false;
  const valued = [...VALUED, "-i", "--index-url", "--extra-index-url", "-f", "--prefix", "--root"];
  const [, ...packages] = pip.operands(valued);
  if (packages.length === 0) return false;
  if (packages.every((name) => name.endsWith(".whl"))) return true;
  return packages.length <= 3 && packages.every((name) => TOOLS.test(name));
}
