import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { compileHaskell } from "../shared/haskell.ts";
import { light, tests } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";

const VALUED =
  "--resolver --snapshot --stack-yaml --stack-root --work-dir --jobs -j --compiler".split(" ");

export const stack: Ecosystem = {
  id: "stack",
  title: "Stack (Haskell)",
  commands: ["stack"],
  recognise(invocation) {
    switch (invocation.subcommand(VALUED)) {
      case "build":
      case "install":
      case "ghc":
      case "haddock":
      case "setup": // unpacks and configures a GHC
        return invocation.has("--dry-run")
          ? light("resolve")
          : compileHaskell(
              `${invocation.value("--local-bin-path") ?? "/root/.local/bin"}/`,
              ".stack-work/",
            );
      case "test":
      case "bench":
        return tests(LIKE_RUSTC);
      case "update":
      case "unpack":
        return light("fetch");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
