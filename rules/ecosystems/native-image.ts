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
    return invocation.args.some((arg) => QUESTION.test(arg)) ? light() : buildNativeImage();
  },
};
