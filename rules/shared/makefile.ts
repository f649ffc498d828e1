import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { ImageReference } from "../../src/syntax/image-reference.ts";
import type { Recipe } from "../../src/rule/recipe.ts";
import { crossCompileC } from "./cross-c-stage.ts";
import { crossCompiled } from "./cross-c.ts";
import { avoidable } from "./recognitions.ts";
import { refusing } from "./refusing.ts";
import { C_COMPILE, GO_BUILD, NODE, RUST_COMPILE } from "./slowdowns.ts";

/**
 * What a Makefile runs stands somewhere else. The image that it runs on tells the language; where
 * it does not, Makefiles are for C.
 */
export function runMakefile(invocation: Invocation): Recognition {
  switch (languageOf(invocation.image)) {
    case "golang": {
      const how =
        "put the stage on $BUILDPLATFORM and let the Makefile cross-compile: " +
        "GOOS=$TARGETOS GOARCH=$TARGETARCH make";
      return avoidable("compile", "unknown", GO_BUILD, how);
    }
    case "rust": {
      const how =
        "put the stage on $BUILDPLATFORM and let the Makefile cross-compile: rustup target add, " +
        "a linker for the target, CARGO_BUILD_TARGET with the target's triple";
      return avoidable("compile", "unknown", RUST_COMPILE, how);
    }
    case "node": {
      const how =
        "if the Makefile builds assets only, put the stage on $BUILDPLATFORM and copy what it " +
        "writes into the stage that ships";
      return avoidable("bundle", "unknown", NODE, how);
    }
    default: {
      const how = "make CC=xx-clang CXX=xx-clang++, or the option that this Makefile has for it";
      return crossCompiled(invocation, "compile", "unknown", C_COMPILE, how);
    }
  }
}

function languageOf(image: ImageReference | undefined): string | undefined {
  return /(?:^|\/)(golang|rust|node)$/.exec(image?.repository ?? "")?.[1];
}

/** What the Makefile runs instead, if it can be told so that a fix could move it. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  golang: "go build",
  rust: "cargo build",
  node: "npm run build",
};

/** What a Makefile does is not in the Dockerfile, and cannot be told that another machine is meant. */
const refuseToGuess = refusing(({ main }) => {
  const command = SPELT_OUT[languageOf(main.invocation.image) ?? ""]!;
  return {
    ships: `run ${command} in a stage of its own, and copy what it makes into this one`,
    builds:
      "what make runs is in the Makefile, not in the Dockerfile: " +
      `write its ${command} here, and it can move`,
  };
});

/** A Makefile of C is told the target where a configure script wrote it. */
export const answerMakefile: Recipe = (step, analysis, options) => {
  const isForC = SPELT_OUT[languageOf(step.main.invocation.image) ?? ""] === undefined;
  return (isForC ? crossCompileC : refuseToGuess)(step, analysis, options);
};
