import { execFileSync } from "node:child_process";

/** Builds the command line once a run, so that its tests see the sources as they are. */
export default function setup(): void {
  execFileSync(process.execPath, ["src/dev/build.mjs", "--no-types"], { stdio: "inherit" });
}
