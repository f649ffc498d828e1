import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import {
  environmentOf,
  installsInto,
  installWithPip,
  pythonTool,
  refusingInstalls,
  WRITE_NATIVELY,
} from "../shared/python.ts";
import { avoidable, light } from "../shared/recognitions.ts";
import { LIKE_PIP, LIKE_PYTHON } from "../shared/slowdowns.ts";
import { pinnedByPipenv } from "../shared/wheels/installs.ts";
import { wheelRemark } from "../shared/wheels/shortages.ts";

const VALUED = ["--python", "--pypi-mirror"];

const INSTALL_NATIVELY = installWithPip("pipenv requirements");

export const pipenv: Ecosystem = {
  id: "pipenv",
  title: "Pipenv (Python)",
  commands: ["pipenv", "python"],
  recipe: refusingInstalls(
    "pipenv hands its list to a pip of its own, for which no fix prepares yet; " +
      "let pip install the list that pipenv requirements writes",
  ),
  remark: wheelRemark(pinnedByPipenv),
  recognise(invocation) {
    const pipenv = pythonTool(invocation, "pipenv");
    return pipenv && recognisePipenv(pipenv);
  },
};

function recognisePipenv(pipenv: Invocation): Recognition | undefined {
  switch (pipenv.subcommand(VALUED)) {
    case "install":
    case "sync":
    case "update":
    case "upgrade":
      return installsInto(
        avoidable("install", "build-bound", LIKE_PIP, INSTALL_NATIVELY),
        ".venv/",
        ...environmentOf(pipenv),
      );
    case "lock":
      // It resolves for the machine that it runs on.
      return avoidable("resolve", "unknown", LIKE_PYTHON, WRITE_NATIVELY);
    case "requirements":
      return avoidable("resolve", "portable", LIKE_PYTHON, WRITE_NATIVELY);
    case undefined:
      return undefined;
    default:
      return light();
  }
}
