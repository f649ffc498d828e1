import type { Recognition } from "../../src/facts/ecosystem.ts";
import { avoidable, writing } from "./recognitions.ts";
import { refusing } from "./refusing.ts";
import { RUBY } from "./slowdowns.ts";

/**
 * An install of gems. A gem with native code is compiled by the target's own Ruby; what all the
 * others cost is their download and unpacking.
 * @param download the command that downloads them
 * @param local the option with which the install takes them from there
 */
export function installGems(download: string, local: string): Recognition {
  const how =
    `download the gems in a stage on $BUILDPLATFORM (${download}), copy them in, and let this ` +
    `command install from them (${local}): only gems with native code then compile here`;
  const gems = { mixed: true, needsCompiler: true, renews: true } as const;
  return writing(
    avoidable("install", "build-bound", RUBY, how),
    { path: "/usr/local/bundle/", ...gems },
    { path: "vendor/bundle/", ...gems },
  );
}

const GEMS =
  "which gems have native code is in Gemfile.lock and the gems, and those have to be compiled by the " +
  "target's Ruby: gems that are released for each platform need no compiler there (bundle lock " +
  "--add-platform aarch64-linux), the others can only be downloaded natively";

/** Gems are compiled by the Ruby that loads them: a copy from another machine would not start. */
export const refuseGems = refusing({ ships: GEMS, builds: GEMS });
