import type { Ecosystem, Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { PIP_INSTALL, PIP_RESOLVE } from "../slowdowns.ts";

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
    const pip = pipOf(invocation);
    return pip && recognisePip(pip);
  },
};

/** `pip ...` itself, or the pip of `python -m pip ...`. */
export function pipOf(invocation: Invocation): Invocation | undefined {
  if (invocation.name === "pip") return invocation;
  const module = invocation.args.indexOf("-m");
  const inner = module < 0 ? undefined : invocation.inner(module + 1);
  return inner?.name === "pip" ? inner : undefined;
}

function recognisePip(pip: Invocation): Recognition | undefined {
  switch (pip.subcommand(VALUED)) {
    case "install":
      // `--dry-run` only resolves; `pip install --upgrade pip` alone is one pure wheel.
      if (pip.has("--dry-run")) return resolve();
      if (isOnlyTools(pip)) return { role: "install", output: "build-bound" };
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

/** Whether a pip install brings nothing but a packaging tool or two: small pure wheels. */
function isOnlyTools(pip: Invocation): boolean {
  if (pip.has("-r", "--requirement", "-e", "--editable", "-c")) return false;
  const valued = [...VALUED, "-i", "--index-url", "--extra-index-url", "-f", "--prefix", "--root"];
  const [, ...packages] = pip.operands(valued);
  return packages.length > 0 && packages.length <= 3 && packages.every((name) => TOOLS.test(name));
}
