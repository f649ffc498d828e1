import type { Recognition, Slowdown } from "../../src/facts/ecosystem.ts";
import { avoidable } from "./recognitions.ts";

/** What building a static site is: the same files wherever it happens. */
export function buildSite(slowdown: Slowdown, folder: string): Recognition {
  const how =
    "put the stage that builds the site on $BUILDPLATFORM " +
    `and copy ${folder} into the stage that ships`;
  return avoidable("bundle", "portable", slowdown, how);
}
