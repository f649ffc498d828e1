import type { Recognition } from "../../src/facts/ecosystem.ts";
import { unavoidable, writing } from "./recognitions.ts";
import { LIKE_RUSTC } from "./slowdowns.ts";

/** GHC is built for one target; with Template Haskell it has to run the target's code, too. */
export function compileHaskell(...outputs: readonly string[]): Recognition {
  const why = "GHC has no practical way to cross-compile: build on a machine like the target";
  return writing(unavoidable("compile", "build-bound", LIKE_RUSTC, why), ...outputs);
}
