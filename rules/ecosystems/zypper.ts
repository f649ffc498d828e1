import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";
import { installSystemPackages } from "../shared/system-packages.ts";

const VALUED =
  "--config --installroot --plus-repo --releasever --reposd-dir --root -C -R -c -p".split(" ");

export const zypper: Ecosystem = {
  id: "zypper",
  title: "zypper (SUSE)",
  commands: ["zypper"],
  recognise(invocation) {
    switch (invocation.subcommand(VALUED)) {
      case "install":
      case "in":
      case "update":
      case "up":
      case "dist-upgrade":
      case "dup":
      case "patch":
        return invocation.has("--download-only", "-d")
          ? light("fetch", "build-bound")
          : installSystemPackages({
              packages: invocation.operands(VALUED).slice(1),
              root: invocation.value("--root", "--installroot", "-R"),
            });
      case "refresh":
      case "ref":
      case "download":
        return light("fetch", "build-bound");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
