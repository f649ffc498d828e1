import { moveAssets } from "../shared/asset-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { pythonTool } from "../shared/python.ts";
import { light } from "../shared/recognitions.ts";
import { PYTHON } from "../shared/slowdowns.ts";
import { buildSite } from "../shared/static-site.ts";

export const sphinx: Ecosystem = {
  id: "sphinx",
  title: "Sphinx",
  commands: ["sphinx-build", "sphinx-multiversion", "sphinx-apidoc", "sphinx-autogen", "python"],
  recipe: moveAssets,
  recognise(invocation) {
    const { name } = invocation;
    if (name === "sphinx-apidoc" || name === "sphinx-autogen") return light();
    const sphinx = name.startsWith("sphinx-") ? invocation : pythonTool(invocation, "sphinx");
    // Without a source folder it only says how it is used.
    if (sphinx === undefined || sphinx.operands().length === 0) return undefined;
    return buildSite(PYTHON, "the HTML");
  },
};
