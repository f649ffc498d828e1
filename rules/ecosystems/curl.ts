import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";

/** The network costs the same under emulation, TLS a few times more: nothing to report. */
export const curl: Ecosystem = {
  id: "curl",
  title: "curl",
  commands: ["curl"],
  recognise(invocation) {
    const asks = invocation.has("--version", "-V", "--help", "-h", "--manual");
    return asks || invocation.args.length === 0 ? undefined : light("fetch");
  },
};
