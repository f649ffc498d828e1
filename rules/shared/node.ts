import type { Hazard, Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { ImageReference } from "../../src/syntax/image-reference.ts";
import { COMPILED } from "./native-package.ts";
import { unavoidable, writing } from "./recognitions.ts";
import { NODE } from "./slowdowns.ts";

/** The names of the even releases, from Node 4 on. */
const CODENAMES =
  "argon boron carbon dubnium erbium fermium gallium hydrogen iron jod krypton".split(" ");

/**
 * Node's version, as far as the image's name tells it: 18 for `node:18-alpine`, 20 and 11 for
 * `node:20.11.1`. What only follows the newest counts as that.
 */
export function nodeVersion(image: ImageReference | undefined): readonly number[] | undefined {
  const isNode = image !== undefined && /(?:^|\/)node$/.test(image.repository);
  if (!isNode) return undefined;
  const tag = /^(?:[a-z]+|\d+(?:\.\d+)*)/.exec(image.tag ?? "latest")?.[0] ?? "";
  if (/^\d/.test(tag)) return tag.split(".").map(Number);
  if (FLOATING.has(tag)) return [Infinity];
  const index = CODENAMES.indexOf(tag);
  return index < 0 ? undefined : [4 + 2 * index];
}

/** Tags of the newest release, and of it on some system. */
const FLOATING = new Set(
  "alpine bookworm bullseye buster current latest lts slim stretch trixie".split(" "),
);

/** Node's major version, where the image's name gives a number: 18 for `node:18-alpine`. */
export function nodeMajor(image: ImageReference | undefined): number | undefined {
  const major = nodeVersion(image)?.[0];
  return major === Infinity ? undefined : major;
}

/**
 * From Node 19 on even `node -h` hangs on 32-bit arm (nodejs/docker-node#1798); up to Node 18 all
 * is well (nodejs/docker-node#1946).
 */
const HANGS: Hazard = {
  what: "npm and yarn hang on 32-bit arm from Node 19 on",
  source: "nodejs/docker-node#1798, nodejs/docker-node#1946",
  affects: (target) => target.architecture === "arm",
};

/** An install of npm or yarn, which may hang. */
export function mayHang(install: Recognition, { image }: Invocation): Recognition {
  const major = nodeMajor(image);
  return major !== undefined && major < 19 ? install : { ...install, hazard: HANGS };
}

/** How an install runs natively: `prefill` is what a stage does whose node_modules ship. */
export function installNatively(prefill: string): string {
  return (
    "put a stage that only builds assets on $BUILDPLATFORM; " +
    `where node_modules ships, install it in such a stage with ${prefill}`
  );
}

/** What `npm rebuild` and its kind do. */
export function rebuild(): Recognition {
  const recognition = unavoidable(
    "install",
    "build-bound",
    NODE,
    "install scripts run and addons are compiled on the machine that they are for",
  );
  return writing(recognition, { path: "node_modules/", mixed: true, renews: true });
}

/**
 * The node_modules of an install. Most packages run anywhere: those of a stage without a compiler
 * are taken for such.
 * @param packages those that the command names
 */
export function installsModules(
  recognition: Recognition,
  invocation: Invocation,
  packages: readonly string[],
): Recognition {
  const folder = invocation.value("--prefix", "--cwd", "--dir", "-C");
  const path = `${folder === undefined ? "" : `${folder}/`}node_modules/`;
  const all = { path, mixed: true, renews: true } as const;
  if (recognition.output === "target-bound") return writing(recognition, all);
  const compiles =
    !invocation.has("--ignore-scripts") && !/skip-build/.test(invocation.value("--mode") ?? "");
  if (!compiles) return writing(recognition, { ...all, binding: "unknown" });
  const needsCompiler = !packages.some((name) => COMPILED.test(name));
  return writing(recognition, { ...all, binding: "build-bound", needsCompiler });
}

/** Small packages without native code or dependencies that have any. */
const TOOLS = new Set(
  (
    "bower coffee-script coffeescript concurrently corepack cross-env dotenv-cli forever " +
    "grunt grunt-cli gulp-cli http-server jshint json-server less live-server n node-gyp " +
    "nodemon npm npm-check-updates npm-run-all pm2 pnpm prettier rimraf semver serve ts-node " +
    "typescript uglify-js yarn"
  ).split(" "),
);

/** Whether a global install brings nothing but a tool or two in plain JavaScript. */
export function areSmallTools(packages: readonly string[]): boolean {
  if (packages.length === 0 || packages.length > 3) return false;
  return packages.every((name) => TOOLS.has(name.replace(/(?<=.)@.*$/, "")));
}
