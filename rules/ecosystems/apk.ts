import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";
import { installSystemPackages } from "../shared/system-packages.ts";

const VALUED = (
  "--arch --cache-dir --keys-dir --repositories-file --repository --root --virtual --wait " +
  "-X -p -t"
).split(" ");

export const apk: Ecosystem = {
  id: "apk",
  title: "apk (Alpine)",
  commands: ["apk", "xx-apk"],
  recognise(invocation) {
    switch (invocation.subcommand(VALUED)) {
      case "add":
      case "upgrade":
      case "fix":
        // The tonistiigi/xx helpers install for the target, wherever they run.
        if (invocation.name === "xx-apk") return installSystemPackages("target-bound");
        return installSystemPackages(invocation.has("--arch") ? "unknown" : "build-bound");
      case "update":
      case "fetch":
        return light("fetch", "build-bound");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
