import type { Ecosystem } from "../../src/facts/ecosystem.ts";
import { light } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";
import { buildSite } from "../shared/static-site.ts";

export const zola: Ecosystem = {
  id: "zola",
  title: "Zola",
  commands: ["zola"],
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
