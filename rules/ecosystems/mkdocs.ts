import { moveAssets } from "../shared/asset-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { pythonTool } from "../shared/python.ts";
import { light } from "../shared/recognitions.ts";
import { PYTHON } from "../shared/slowdowns.ts";
import { buildSite } from "../shared/static-site.ts";

export const mkdocs: Ecosystem = {
  id: "mkdocs",
  title: "MkDocs",
  commands: ["mkdocs", "python"],
  recipe: moveAssets,
  recognise(invocation) {
    const mkdocs = pythonTool(invocation, "mkdocs");
    switch (mkdocs?.subcommand()) {
      case "build":
      case "gh-deploy":
        return buildSite(PYTHON, "site");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
