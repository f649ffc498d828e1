import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light } from "../shared/recognitions.ts";
import { installSystemPackages } from "../shared/system-packages.ts";

const VALUED =
  "--config-file --default-release --host-architecture --option --target-release -a -c -o -t".split(
    " ",
  );

export const apt: Ecosystem = {
  id: "apt",
  title: "apt (Debian)",
  commands: ["apt", "apt-get", "aptitude", "dpkg", "xx-apt", "xx-apt-get"],
  recognise(invocation) {
    if (invocation.name === "dpkg") {
      return invocation.has("-i", "--install", "--unpack", "--configure")
        ? light("install", "build-bound")
        : light();
    }
    switch (invocation.subcommand(VALUED)) {
      case "install":
      case "reinstall":
      case "satisfy":
      case "build-dep":
      case "upgrade":
      case "dist-upgrade":
      case "full-upgrade":
      case "safe-upgrade":
        if (invocation.has("--download-only", "-d")) return light("fetch", "build-bound");
        // The tonistiigi/xx helpers install for the target, wherever they run.
        return installSystemPackages({
          output: invocation.name.startsWith("xx-") ? "target-bound" : "build-bound",
          packages: invocation.operands(VALUED).slice(1),
        });
      case "update":
      case "download":
        return light("fetch", "build-bound");
      case "source":
        return light("fetch", "portable");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
