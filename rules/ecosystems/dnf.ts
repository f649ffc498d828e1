import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { light } from "../shared/recognitions.ts";
import { installSystemPackages } from "../shared/system-packages.ts";

const VALUED = (
  "--config --disablerepo --enablerepo --exclude --forcearch --installroot --releasever " +
  "--repo --repoid --setopt -c -d -e -x"
).split(" ");

export const dnf: Ecosystem = {
  id: "dnf",
  title: "dnf (Fedora, Red Hat)",
  commands: ["dnf", "yum", "microdnf", "tdnf", "rpm"],
  recognise(invocation) {
    return invocation.name === "rpm" ? recogniseRpm(invocation) : recogniseDnf(invocation);
  },
};

function recogniseDnf(invocation: Invocation): Recognition | undefined {
  const [subcommand, action] = invocation.operands(VALUED);
  switch (subcommand) {
    case "install":
    case "localinstall":
    case "reinstall":
    case "groupinstall":
    case "builddep":
    case "update":
    case "upgrade":
    case "distro-sync":
    case "swap":
    case "update-minimal":
      if (invocation.has("--downloadonly")) return light("fetch", "build-bound");
      return install(invocation);
    case "group":
    case "module":
      return action === "install" ? install(invocation) : light();
    case "makecache":
    case "download":
      return light("fetch", "build-bound");
    case undefined:
      return undefined;
    default:
      return light();
  }
}

function install(invocation: Invocation): Recognition {
  return installSystemPackages({
    output: invocation.has("--forcearch") ? "unknown" : "build-bound",
    packages: invocation.operands(VALUED).slice(1),
    root: invocation.value("--installroot"),
  });
}

/** One package or two, without a solver: `rpm -Uvh https://...`. */
function recogniseRpm(invocation: Invocation): Recognition {
  const installs = invocation.args.some((arg) => /^-[a-z]*[iUF]/.test(arg) && !/q/.test(arg));
  return installs || invocation.has("--install", "--upgrade")
    ? light("install", "build-bound")
    : light();
}
