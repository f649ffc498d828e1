import { moveAssets } from "../shared/asset-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { light } from "../shared/recognitions.ts";
import { LIKE_PYTHON } from "../shared/slowdowns.ts";
import { buildSite } from "../shared/static-site.ts";

export const jekyll: Ecosystem = {
  id: "jekyll",
  title: "Jekyll",
  commands: ["jekyll", "bundle"],
  recipe: moveAssets,
  recognise(invocation) {
    switch (jekyllOf(invocation)?.subcommand()) {
      case "build":
      case "b":
        return buildSite(LIKE_PYTHON, "_site");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};

/** Jekyll itself, or that of `bundle exec jekyll`. */
function jekyllOf(invocation: Invocation): Invocation | undefined {
  if (invocation.name === "jekyll") return invocation;
  const inner = invocation.args[0] === "exec" ? invocation.inner(1) : undefined;
  return inner?.name === "jekyll" ? inner : undefined;
}
