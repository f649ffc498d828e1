// What npm runs once the package's files are there: builds dist/.
//
// `npm install -g git+...`, which is what pre-commit does, prepares a package without the
// dependencies that the build needs: npm hands --global down to the install that should bring them.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

if (!existsSync("node_modules/rolldown")) {
  const globals = new Set(["npm_config_global", "npm_config_location", "npm_config_prefix"]);
  const kept = Object.entries(process.env).filter(([name]) => !globals.has(name.toLowerCase()));
  // npm's own output would be taken for the name of the package.
  const stdio = ["ignore", "ignore", "inherit"];
  const shell = process.platform === "win32";
  execFileSync("npm", ["ci", "--ignore-scripts"], { env: Object.fromEntries(kept), stdio, shell });
}
await import("./build.mjs");
