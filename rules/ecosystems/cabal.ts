import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { compileHaskell } from "../shared/haskell.ts";
import { light, tests } from "../shared/recognitions.ts";
import { LIKE_RUSTC } from "../shared/slowdowns.ts";

const VALUED = ["--config-file", "--project-file", "--store-dir"];

export const cabal: Ecosystem = {
  id: "cabal",
  title: "Cabal (Haskell)",
  commands: ["cabal"],
  recognise(invocation) {
    // `v2-build` and `new-build` are older names of `build`.
    switch (invocation.subcommand(VALUED)?.replace(/^(v1|v2|new)-/, "")) {
      case "build":
      case "install":
      case "run":
      case "haddock":
        return invocation.has("--dry-run")
          ? light("resolve")
          : compileHaskell(
              "dist-newstyle/",
              `${invocation.value("--installdir") ?? "/root/.cabal/bin"}/`,
            );
      case "test":
      case "bench":
        return tests(LIKE_RUSTC);
      case "update":
      case "fetch":
      case "get":
        return light("fetch");
      case "freeze":
        return light("resolve");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
