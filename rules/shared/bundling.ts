import type { OutputBinding, Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, tests } from "./recognitions.ts";
import { NODE } from "./slowdowns.ts";

/** When a tool builds: at some subcommands only, or at all but some. */
interface Tool {
  readonly at?: readonly string[];
  readonly butNot?: readonly string[];
  readonly output: OutputBinding;
}

const BUILD: Tool = { at: ["build"], output: "portable" };
const ALWAYS: Tool = { butNot: [], output: "portable" };
/** Frameworks that copy node_modules to their output (`.next/standalone`, `.output/server`). */
const SERVER: Tool = { at: ["build", "generate", "export"], output: "unknown" };
/** Task runners: what a Dockerfile has them do is a build, whatever the task is called. */
const TASKS: Tool = { butNot: ["serve", "server", "start", "watch"], output: "unknown" };

const TOOLS: Readonly<Record<string, Tool>> = {
  "@tailwindcss/cli": ALWAYS,
  astro: BUILD,
  babel: ALWAYS,
  craco: BUILD,
  docusaurus: BUILD,
  eleventy: ALWAYS,
  ember: BUILD,
  esbuild: ALWAYS,
  expo: { at: ["export", "export:web"], output: "portable" },
  gatsby: BUILD,
  grunt: TASKS,
  gulp: TASKS,
  hexo: { at: ["generate", "g"], output: "portable" },
  // ncc takes native addons into the bundle.
  ncc: { at: ["build"], output: "unknown" },
  nest: BUILD,
  next: SERVER,
  ng: { at: ["build", "b"], output: "portable" },
  nuxi: SERVER,
  nuxt: SERVER,
  parcel: BUILD,
  quasar: BUILD,
  "react-router": SERVER,
  "react-scripts": BUILD,
  remix: { at: ["build", "vite:build"], output: "unknown" },
  rollup: ALWAYS,
  rsbuild: BUILD,
  rspack: { butNot: ["serve", "dev", "preview"], output: "portable" },
  storybook: BUILD,
  swc: ALWAYS,
  tailwindcss: ALWAYS,
  tsc: ALWAYS,
  tsup: ALWAYS,
  vite: BUILD,
  vitepress: BUILD,
  "vue-cli-service": BUILD,
  vuepress: BUILD,
  webpack: {
    butNot: ["serve", "s", "watch", "w", "info", "i", "init", "help", "version", "configtest"],
    output: "portable",
  },
};

const VALUED = ["--config", "--cwd", "--filter", "--mode"];

/** They run scripts of the packages of a workspace. */
const SCRIPT_RUNNERS = ["lerna", "nx", "turbo"];

export const BUNDLERS: readonly string[] = [...Object.keys(TOOLS), ...SCRIPT_RUNNERS];

/** How a build script or a bundler runs natively. */
export const BUNDLE_NATIVELY =
  "put the stage that builds on $BUILDPLATFORM and copy what it writes (dist, build, public) " +
  "into the stage that ships";

/** What a bundler does, called by its name. */
export function recogniseBundler(invocation: Invocation): Recognition | undefined {
  if (invocation.has("--version", "-v", "-V", "--help", "-h")) return undefined;
  const [first = "", second] = invocation.operands(VALUED);
  if (SCRIPT_RUNNERS.includes(invocation.name)) {
    const named = invocation.value("--target", "--targets", "-t");
    return runScript(named ?? (first === "run" ? second : first));
  }
  const tool = TOOLS[invocation.name];
  if (tool === undefined) return undefined;
  if (first.startsWith("test")) return tests(NODE);
  const builds = tool.at?.includes(first) ?? !tool.butNot?.includes(first);
  return builds ? avoidable("bundle", tool.output, NODE, BUNDLE_NATIVELY) : light();
}

const BUILDS = /(^|[:_.-])(build|compile|transpile|bundle)/;
const MORE_BUILDS =
  /^(dist|export|generate|gulp|package|prod|production|rollup|tsc|webpack)([:_.-]|$)/;

/** What a script of package.json does, as far as its name tells. */
export function runScript(name = ""): Recognition {
  if (/^(test|e2e)([:_.-]|$)/.test(name)) return tests(NODE);
  const builds = BUILDS.test(name) || MORE_BUILDS.test(name);
  return builds ? avoidable("bundle", "unknown", NODE, BUNDLE_NATIVELY) : light();
}
