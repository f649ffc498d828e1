import type { Invocation } from "../../src/facts/invocation.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { buildNativeImage } from "../shared/jvm.ts";
import { light } from "../shared/recognitions.ts";

const QUESTION = /^(--version|--help.*|--expert-options.*|--list-.*)$/;

export const nativeImage: Ecosystem = {
  id: "native-image",
  title: "GraalVM native-image",
  commands: ["native-image"],
  recognise(invocation) {
    if (invocation.args.length === 0) return undefined;
    if (invocation.args.some((arg) => QUESTION.test(arg))) return light();
    return buildNativeImage([programOf(invocation)]);
  },
};

/** What `-o` or the last word says, else a name made from the jar's. */
function programOf(invocation: Invocation): string {
  const operands = invocation.operands(["-cp", "-classpath", "--class-path", "-jar", "-o"]);
  const jar = invocation.value("-jar");
  return invocation.value("-o") ?? operands.at(-1) ?? jar?.replace(/\.jar$/, "") ?? "*";
}
