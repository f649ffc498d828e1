import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import { architecturesOf } from "./architecture-names.ts";
import { unavoidable, writing } from "./recognitions.ts";
import { SYSTEM_PACKAGES } from "./slowdowns.ts";

/** Where a distribution's packages put programs and libraries; what is in /usr/share runs anywhere. */
const FOLDERS = "bin sbin lib lib64 usr/bin usr/sbin usr/lib usr/lib64 usr/libexec".split(" ");

/** What an installation is told. */
export interface SystemInstall {
  readonly output?: OutputBinding;
  readonly packages?: readonly string[];
  /** The folder that stands for `/`. */
  readonly root?: string | undefined;
}

/** What installing with a distribution's package manager is, whichever it is. */
export function installSystemPackages(install: SystemInstall = {}): Recognition {
  const { output = "build-bound", packages = [], root = "/" } = install;
  const recognition = unavoidable(
    "install",
    packages.some(isOfAnotherArchitecture) ? "unknown" : output,
    SYSTEM_PACKAGES,
    "packages of the target's system are unpacked and configured by the target's own package " +
      "manager",
  );
  const folders = root === "/" ? FOLDERS.map((folder) => `/${folder}/`) : [`${root}/`];
  return { ...writing(recognition, ...folders), packages };
}

/** `libfoo:arm64`, `libfoo:$ARCH` */
function isOfAnotherArchitecture(name: string): boolean {
  const architecture = /:([^:]+)$/.exec(name)?.[1];
  if (architecture === undefined) return false;
  return architecture.includes("$") || architecturesOf(architecture).length > 0;
}
