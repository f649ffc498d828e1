import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { crossCompiled } from "../shared/cross-c.ts";
import { avoidable, light } from "../shared/recognitions.ts";
import { C_CONFIGURE } from "../shared/slowdowns.ts";
import { compiledFor } from "../shared/target.ts";
import { CROSS_C_GUARANTEE, crossCompileC } from "../shared/cross-c-stage.ts";

/** OpenSSL's `./Configure` and ffmpeg's `./configure` have names of their own for it. */
const HOST = ["--host", "--cross-compile-prefix", "--cross-prefix"];

const HOST_OPTION =
  "--host=$(xx-clang --print-target-triple), or the option that this script has for it";

export const autotools: Ecosystem = {
  id: "autotools",
  title: "Autotools and configure scripts",
  commands:
    "configure Configure config autogen.sh bootstrap bootstrap.sh buildconf autoreconf".split(" "),
  recipe: crossCompileC,
  guarantee: CROSS_C_GUARANTEE,
  recognise(invocation) {
    if (invocation.has("--help", "-h", "--version")) return light();
    switch (invocation.name) {
      case "configure":
      case "Configure":
        return configure(invocation);
      // Names that other programs have too: only a script in the source tree is meant.
      case "config":
        return isLocal(invocation) ? configure(invocation) : undefined;
      case "autoreconf":
      case "buildconf": {
        const how =
          "run it in a stage on $BUILDPLATFORM: the configure script that it writes is text";
        return avoidable("configure", "portable", C_CONFIGURE, how);
      }
      default:
        return isLocal(invocation) ? bootstrap(invocation) : undefined;
    }
  },
};

function isLocal({ command }: Invocation): boolean {
  return /^\.\.?\//.test(command.words[0]!.value);
}

function configure(invocation: Invocation): Recognition {
  return crossCompiled(invocation, "configure", hostOf(invocation), C_CONFIGURE, HOST_OPTION);
}

/** Writes the configure script, and often runs it. */
function bootstrap(invocation: Invocation): Recognition {
  const output = invocation.has(...HOST) ? hostOf(invocation) : "unknown";
  return crossCompiled(invocation, "configure", output, C_CONFIGURE, HOST_OPTION);
}

function hostOf(invocation: Invocation): OutputBinding {
  return compiledFor(invocation.value(...HOST));
}
