import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import { unavoidable } from "./recognitions.ts";
import { SYSTEM_PACKAGES } from "./slowdowns.ts";

/** What installing with a distribution's package manager is, whichever it is. */
export function installSystemPackages(output: OutputBinding = "build-bound"): Recognition {
  return unavoidable(
    "install",
    output,
    SYSTEM_PACKAGES,
    "packages of the target's system are unpacked and configured by the target's own package " +
      "manager",
  );
}
