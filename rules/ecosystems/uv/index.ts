import type { OutputBinding, Recognition } from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import {
  BUILD_WHEEL,
  environmentOf,
  installsInto,
  pythonTool,
  WRITE_NATIVELY,
} from "../../shared/python.ts";
import { avoidable, light } from "../../shared/recognitions.ts";
import { LIKE_PIP, LIKE_RUSTC } from "../../shared/slowdowns.ts";
import { pinnedByUv } from "../../shared/wheels/installs.ts";
import { wheelRemark } from "../../shared/wheels/shortages.ts";
import { GUARANTEE } from "./guarantee.ts";
import { nativeUv } from "./recipe.ts";
import { VALUED, workOfInstall } from "./work.ts";

const INSTALL_NATIVELY =
  "let uv install the target's wheels in a stage on $BUILDPLATFORM and copy the environment in, so that " +
  "this command finds its work done";

export const uv: Ecosystem = {
  id: "uv",
  title: "uv (Python)",
  commands: ["uv", "uvx", "python"],
  recipe: nativeUv,
  guarantee: GUARANTEE,
  remark: wheelRemark(pinnedByUv),
  recognise(invocation) {
    const uv = pythonTool(invocation, "uv");
    if (uv !== undefined) return recogniseUv(uv, uv.operands(VALUED));
    return invocation.name === "uvx" ? light() : undefined;
  },
};

function recogniseUv(
  uv: Invocation,
  [command, action]: readonly string[],
): Recognition | undefined {
  switch (command) {
    case undefined:
      return undefined;
    case "pip":
      return recognisePip(uv, action);
    case "sync":
    case "add":
      return installsInto(
        install(uv),
        `${uv.variable("UV_PROJECT_ENVIRONMENT") ?? uv.variable("VIRTUAL_ENV") ?? ".venv"}/`,
      );
    case "lock":
      return avoidable("resolve", "portable", LIKE_RUSTC, WRITE_NATIVELY);
    case "export":
      // It reads the lock and writes text, in no time.
      return light("resolve", "portable");
    case "build":
      return avoidable("bundle", "unknown", LIKE_PIP, BUILD_WHEEL);
    case "tool":
      // A tool is a few wheels in an environment of its own.
      return light("install", "build-bound");
    case "python":
      return action === "install" ? light("fetch", "build-bound") : light();
    case "venv":
      return light("other", "build-bound");
    default:
      return light();
  }
}

function recognisePip(uv: Invocation, action: string | undefined): Recognition {
  switch (action) {
    case "install":
    case "sync":
      return installsInto(install(uv), ...foldersOf(uv));
    case "compile": {
      const output = uv.has("--universal") ? "portable" : "unknown";
      return avoidable("resolve", output, LIKE_RUSTC, WRITE_NATIVELY);
    }
    default:
      return light();
  }
}

function install(uv: Invocation): Recognition {
  const recognition = avoidable("install", outputOf(uv), LIKE_PIP, INSTALL_NATIVELY);
  return { ...recognition, work: workOfInstall(uv) };
}

function foldersOf(uv: Invocation): string[] {
  const named = uv.value("--target", "--prefix");
  if (named !== undefined) return [`${named}/`];
  const isSystem = uv.has("--system") || uv.variable("UV_SYSTEM_PYTHON") !== undefined;
  return isSystem ? environmentOf(uv) : [...environmentOf(uv), ".venv/"];
}

function outputOf(uv: Invocation): OutputBinding {
  if (!uv.has("--python-platform")) return "build-bound";
  return uv.has("--only-binary", "--no-build") ? "target-bound" : "unknown";
}
