import { moveAssets } from "../shared/asset-stage.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { buildSite } from "../shared/static-site.ts";

const VALUED = (
  "--baseURL --cacheDir --config --configDir --contentDir --destination --environment " +
  "--layoutDir --logLevel --source --theme --themesDir -b -c -d -e -l -s -t"
).split(" ");

export const hugo: Ecosystem = {
  id: "hugo",
  title: "Hugo",
  commands: ["hugo"],
  recipe: moveAssets,
  recognise(invocation) {
    if (invocation.has("--help", "-h", "--version")) return undefined;
    switch (invocation.subcommand(VALUED)) {
      case undefined:
      case "build":
        return buildSite(LIKE_RUSTC, "public");
      case "mod":
        return light("fetch", "portable");
      default:
        return light();
    }
  },
};
