import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";

const VALUED = ["--exec-path", "--git-dir", "--namespace", "--work-tree", "-C", "-c"];

/** A local clone takes twice as long under emulation, as measured with qemu-user 7.2: light. */
export const git: Ecosystem = {
  id: "git",
  title: "Git",
  commands: ["git", "git-lfs"],
  recognise(invocation) {
    switch (invocation.subcommand(VALUED)) {
      case "clone":
      case "fetch":
      case "pull":
      case "submodule":
      case "lfs":
        return light("fetch", "portable");
      case "apply":
      case "archive":
      case "checkout":
      case "describe":
      case "log":
      case "reset":
      case "rev-parse":
      case "switch":
        return light("other", "portable");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
