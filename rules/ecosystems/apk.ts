import type { OutputBinding } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
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
        return installSystemPackages({
          output: invocation.name === "xx-apk" ? "target-bound" : outputOf(invocation),
          packages: invocation.operands(VALUED).slice(1),
          root: invocation.value("--root", "-p"),
        });
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

function outputOf(invocation: Invocation): OutputBinding {
  return invocation.has("--arch") ? "unknown" : "build-bound";
}
