import type { Ecosystem } from "../../src/facts/ecosystem.ts";
import { light } from "../recognitions.ts";
import { LIKE_RUSTC } from "../slowdowns.ts";
import { buildSite } from "../static-site.ts";

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
