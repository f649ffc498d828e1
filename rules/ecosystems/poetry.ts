import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import {
  BUILD_WHEEL,
  environmentOf,
  installsInto,
  installWithPip,
  pythonTool,
  refusingInstalls,
  WRITE_NATIVELY,
} from "../shared/python.ts";
import { avoidable, light } from "../shared/recognitions.ts";
import { pinnedByPoetry } from "../shared/wheels/installs.ts";
import { wheelRemark } from "../shared/wheels/shortages.ts";
import { LIKE_PIP, LIKE_PYTHON } from "../shared/slowdowns.ts";

const VALUED = ["--directory", "--project", "-C", "-P"];

const INSTALL_NATIVELY = installWithPip("poetry export");

export const poetry: Ecosystem = {
  id: "poetry",
  title: "Poetry (Python)",
  commands: ["poetry", "python"],
  recipe: refusingInstalls(
    "poetry does not tell which packages came as wheels, and what it builds from source is for the machine " +
      "that builds; let pip install the list that poetry export writes",
  ),
  remark: wheelRemark(pinnedByPoetry),
  recognise(invocation) {
    const poetry = pythonTool(invocation, "poetry");
    return poetry && recognisePoetry(poetry);
  },
};

function recognisePoetry(poetry: Invocation): Recognition | undefined {
  switch (poetry.subcommand(VALUED)) {
    case "install":
    case "sync":
    case "add":
    case "update":
      // The project itself is pure Python, or comes with a build script of its own.
      if (poetry.has("--only-root")) return light("install", "unknown");
      return installsInto(
        avoidable("install", "build-bound", LIKE_PIP, INSTALL_NATIVELY),
        ".venv/",
        ...environmentOf(poetry),
      );
    case "lock":
    case "export":
      // The lock holds for every platform, markers included; an export keeps them.
      return avoidable("resolve", "portable", LIKE_PYTHON, WRITE_NATIVELY);
    case "build":
      return avoidable("bundle", "unknown", LIKE_PIP, BUILD_WHEEL);
    case undefined:
      return undefined;
    default:
      return light();
  }
}
