import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { crossCompiled } from "../shared/cross-c.ts";
import { light, tests } from "../shared/recognitions.ts";
import { C_COMPILE, C_CONFIGURE } from "../shared/slowdowns.ts";
import { compiledFor } from "../shared/target.ts";
import { refuseCrossCompile } from "../shared/cross-c.ts";

const CROSS_FILE = "a cross file for the target, meson setup --cross-file";

export const meson: Ecosystem = {
  id: "meson",
  title: "Meson",
  commands: ["meson", "meson.py", "muon"],
  recipe: refuseCrossCompile,
  recognise(invocation) {
    switch (invocation.subcommand()) {
      case undefined:
        return undefined;
      case "compile":
        return compile(invocation);
      case "install":
        return light("install");
      case "test":
        return tests(C_COMPILE);
      case "subprojects":
      case "wrap":
        return light("fetch");
      case "configure":
      case "dist":
      case "env2mfile":
      case "format":
      case "init":
      case "introspect":
      case "rewrite":
        return light();
      // Without a subcommand the first word is the build directory: `meson build`.
      default:
        return setup(invocation);
    }
  },
};

function setup(invocation: Invocation): Recognition {
  const output = compiledFor(invocation.value("--cross-file"));
  return crossCompiled(invocation, "configure", output, C_CONFIGURE, CROSS_FILE);
}

function compile(invocation: Invocation): Recognition {
  return crossCompiled(invocation, "compile", "unknown", C_COMPILE, CROSS_FILE);
}
