import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { crossCompiled } from "../shared/cross-c.ts";
import { light, tests } from "../shared/recognitions.ts";
import { C_COMPILE, C_CONFIGURE } from "../shared/slowdowns.ts";
import { namesTarget } from "../shared/target.ts";
import { CROSS_C_GUARANTEE, crossCompileC } from "../shared/cross-c-stage.ts";

const CONFIGURE = "cmake $(xx-clang --print-cmake-defines)";

/** Arguments that may ask for another machine than CMake's own. */
const CROSS = /CMAKE_(TOOLCHAIN_FILE|SYSTEM_NAME|C_COMPILER\b.*-linux-)|^--toolchain/;

export const cmake: Ecosystem = {
  id: "cmake",
  title: "CMake",
  commands: ["cmake", "ctest", "cpack"],
  recipe: crossCompileC,
  guarantee: CROSS_C_GUARANTEE,
  recognise(invocation) {
    if (invocation.args.length === 0) return undefined;
    if (isQuestion(invocation)) return light();
    if (invocation.name === "ctest") return tests(C_COMPILE);
    if (invocation.name === "cpack") return light("bundle");
    if (invocation.has("--build", "--workflow")) return build(invocation);
    if (invocation.has("--install")) return light("install");
    // `-E` copies files and the like, `-P` runs a script.
    return invocation.has("-E", "-P") ? light() : configure(invocation);
  },
};

function isQuestion(invocation: Invocation): boolean {
  return invocation.args.some((arg) => /^(--version|--help.*|-h|-N|--show-only.*)$/.test(arg));
}

function build(invocation: Invocation): Recognition {
  const target = invocation.value("--target", "-t");
  if (target === "clean") return light();
  if (target === "test" || target === "check") return tests(C_COMPILE);
  const how = `configure with ${CONFIGURE}, and this command builds for the target`;
  return crossCompiled(invocation, "compile", "unknown", C_COMPILE, how);
}

function configure(invocation: Invocation): Recognition {
  return crossCompiled(invocation, "configure", configuredFor(invocation), C_CONFIGURE, CONFIGURE);
}

/** CMake builds for its own machine unless a toolchain file or a compiler says otherwise. */
function configuredFor({ args }: Invocation): OutputBinding {
  if (args.some(namesTarget)) return "target-bound";
  return args.some((arg) => CROSS.test(arg)) ? "unknown" : "build-bound";
}
