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
import { pinnedByPdm } from "../shared/wheels/installs.ts";
import { wheelRemark } from "../shared/wheels/shortages.ts";
import { LIKE_PIP, LIKE_PYTHON } from "../shared/slowdowns.ts";

const VALUED = ["--config", "--project", "-c", "-p"];

const INSTALL_NATIVELY = installWithPip("pdm export");

export const pdm: Ecosystem = {
  id: "pdm",
  title: "PDM (Python)",
  commands: ["pdm", "python"],
  recipe: refusingInstalls(
    "pdm asks a Python for the machine that loads nothing else (python -EsS), so that it cannot be told another one; " +
      "let pip install the list that pdm export writes",
  ),
  remark: wheelRemark(pinnedByPdm),
  recognise(invocation) {
    const pdm = pythonTool(invocation, "pdm");
    return pdm && recognisePdm(pdm);
  },
};

function recognisePdm(pdm: Invocation): Recognition | undefined {
  switch (pdm.subcommand(VALUED)) {
    case "install":
    case "sync":
    case "add":
    case "update":
      return installsInto(
        avoidable("install", "build-bound", LIKE_PIP, INSTALL_NATIVELY),
        ".venv/",
        ...environmentOf(pdm),
      );
    case "lock":
      // It may be told to lock for one platform only.
      return avoidable("resolve", "unknown", LIKE_PYTHON, WRITE_NATIVELY);
    case "export":
      return avoidable("resolve", "portable", LIKE_PYTHON, WRITE_NATIVELY);
    case "build":
      return avoidable("bundle", "unknown", LIKE_PIP, BUILD_WHEEL);
    case undefined:
      return undefined;
    default:
      return light();
  }
}
