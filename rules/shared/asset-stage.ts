import { refuse } from "../../src/rule/fix.ts";
import { type Export, oncePerFamily } from "../../src/rule/move.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { checkMove, moveFix } from "./move-stage.ts";

/** Tools that make websites, and the package managers that bring them. */
const ECOSYSTEMS = new Set([
  "bun",
  "bundler",
  "bundlers",
  "dart",
  "flutter",
  "gem",
  "hugo",
  "jekyll",
  "mkdocs",
  "npm",
  "pip",
  "pnpm",
  "sphinx",
  "yarn",
  "zola",
]);

/** The folders to which these tools write what a browser loads. */
const OUTPUT =
  /\/(_?dist|build|public|out|www|wwwroot|_?site|html|book|assets|static|browser|storybook-static)(\/[^/]*)?\/?$/;

/** What holds programs and packages as well. */
const PACKAGES =
  /\/(node_modules|site-packages|venv|\.venv|vendor|standalone|\.output|\.next)(\/|$)/;

/** Images that hand out files and run none of them, and compilers, which put them in a program. */
const SERVERS =
  /(^|\/)(nginx|nginx-unprivileged|openresty|caddy|httpd|lighttpd|static-web-server|static-file-server|golang|rust)$/;

/**
 * A stage that makes what a browser loads moves to the build platform with its FROM alone: built
 * twice, once emulated and once natively, such a stage gave no file that differed.
 */
export const moveAssets = oncePerFamily(({ stage }, analysis) => {
  const check = checkMove(stage, analysis, { ecosystems: ECOSYSTEMS, mayLeave: isAsset });
  if ("refusal" in check) return refuse(check.refusal);
  const served = check.taken.every(({ to }) => isServer(analysis.stages[to.index]!.image));
  const assumption =
    "what is copied out of it is for browsers or plain scripts: no native addon and no program";
  return { fix: moveFix(check.family, analysis, served ? [] : [assumption]) };
});

function isAsset({ path }: Export): boolean {
  return OUTPUT.test(path) && !PACKAGES.test(path);
}

function isServer(image: string | undefined): boolean {
  const reference = image === undefined ? undefined : readImageReference(image);
  return reference !== undefined && SERVERS.test(reference.repository);
}
