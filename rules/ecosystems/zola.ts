import { moveAssets } from "../shared/asset-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { buildSite } from "../shared/static-site.ts";

export const zola: Ecosystem = {
  id: "zola",
  title: "Zola",
  commands: ["zola"],
  recipe: moveAssets,
  recognise(invocation) {
    switch (invocation.subcommand(["--config", "--root", "-c", "-r"])) {
      case "build":
        return buildSite(LIKE_RUSTC, "public");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
