import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { moveAssets } from "../shared/asset-stage.ts";
import { avoidable, light, tests, unavoidable, writing } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";

export const flutter: Ecosystem = {
  id: "flutter",
  title: "Flutter",
  commands: ["flutter"],
  recipe: moveAssets,
  recognise(invocation) {
    const [subcommand, product] = invocation.operands();
    switch (subcommand) {
      case "build":
        return build(product);
      case "test":
        return tests(LIKE_RUSTC);
      case "pub":
      case "precache":
        return light("fetch");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};

function build(product: string | undefined): Recognition {
  if (product === "web") {
    const how = "put the stage on $BUILDPLATFORM and copy build/web";
    return avoidable("bundle", "portable", LIKE_RUSTC, how);
  }
  if (product === "linux") {
    const why = "Flutter builds Linux programs for the machine it runs on";
    return writing(unavoidable("compile", "build-bound", LIKE_RUSTC, why), "build/linux/");
  }
  const why = "Flutter's tools for other systems run on some machines only";
  return unavoidable("compile", "unknown", LIKE_RUSTC, why);
}
