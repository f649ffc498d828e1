import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";

export const protoc: Ecosystem = {
  id: "protoc",
  title: "Protocol Buffers compiler",
  commands: ["protoc"],
  recognise(invocation) {
    if (invocation.has("--version", "--help", "-h")) return light();
    return invocation.args.length === 0 ? undefined : light("bundle", "portable");
  },
};
