import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { ARCHITECTURES } from "../../src/platform/architectures.ts";
import { crossCompiled } from "../shared/cross-c.ts";
import { light } from "../shared/recognitions.ts";
import { C_COMPILE } from "../shared/slowdowns.ts";
import { compiledFor, constantTarget } from "../shared/target.ts";
import { CROSS_C_GUARANTEE, crossCompileC } from "../shared/cross-c-stage.ts";

const PLAIN = ["gcc", "g++", "cc", "c++", "clang", "clang++", "gfortran", "musl-gcc"];
const XX = ["xx-clang", "xx-clang++", "xx-cc", "xx-c++"];
const PREFIXED = ARCHITECTURES.flatMap(({ gcc }) => (gcc ? [`${gcc}-gcc`, `${gcc}-g++`] : []));

/** Questions about the compiler, and preprocessing, which takes no time. */
const QUESTION = /^(--version|--help|-E|-###|-dump.*|--?print-.*|--setup-target-triple)$/;

/** Options whose value is the next word. */
const VALUED = ["-o", "-I", "-L", "-D", "-x", "-target", "-include", "-isystem", "-MF", "-MT"];

export const c: Ecosystem = {
  id: "c",
  title: "C and C++ compilers",
  commands: [...PLAIN, ...XX, ...PREFIXED],
  recipe: crossCompileC,
  guarantee: CROSS_C_GUARANTEE,
  recognise(invocation) {
    if (invocation.args.some((arg) => QUESTION.test(arg))) return light();
    const operands = invocation.operands(VALUED);
    return operands.length === 0 ? undefined : compile(invocation);
  },
};

function compile(invocation: Invocation): Recognition {
  const how = "xx-clang, or aarch64-linux-gnu-gcc for linux/arm64, in place of this compiler";
  const output = invocation.value("-o");
  return {
    ...crossCompiled(invocation, "compile", outputOf(invocation), C_COMPILE, how),
    builtFor: PREFIXED.includes(invocation.name)
      ? invocation.name.replace(/-[^-]+$/, "")
      : constantTarget(invocation.value("--target", "-target")),
    writes: output === undefined ? [] : [{ path: output }],
  };
}

function outputOf(invocation: Invocation): OutputBinding {
  if (XX.includes(invocation.name)) return "target-bound";
  if (PREFIXED.includes(invocation.name)) return "unknown";
  return compiledFor(invocation.value("--target", "-target"));
}
