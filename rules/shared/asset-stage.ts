import type { Analysis } from "../../src/facts/analysis.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import { readPath, relate } from "../../src/flow/paths.ts";
import { FileSearch } from "../../src/flow/search.ts";
import { refuse } from "../../src/rule/fix.ts";
import { type Export, type FamilyCommand, oncePerFamily } from "../../src/rule/move.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { checkMove, moveFix } from "./move-stage.ts";
import { nativePackages } from "./npm-lock.ts";
import { pathIn } from "./context-files.ts";

/** Tools that make websites, and the package managers that bring them. */
export const ASSET_MAKERS: ReadonlySet<string> = new Set([
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
  const search = new FileSearch(analysis);
  const mayLeave = (taken: Export) => isAsset(taken) || isArchiveOfSources(taken, search);
  const check = checkMove(stage, analysis, { ecosystems: ASSET_MAKERS, mayLeave });
  if ("refusal" in check) return refuse(check.refusal);
  const served = check.taken.every(({ to }) => isServer(analysis.stages[to.index]!.image));
  const doubt = served ? undefined : doubtOf(check.commands, analysis);
  const assumption =
    "what is copied out of it is for browsers or plain scripts: no native addon and no program";
  const given = doubt === undefined ? [] : [`${assumption}${doubt === "" ? "" : ` (${doubt})`}`];
  return { fix: moveFix(check.family, analysis, given) };
});

/**
 * Why a lock file does not prove that the output is the same everywhere; undefined where it does:
 * the packages in it are plain scripts, but for tools that stay behind.
 */
function doubtOf(commands: readonly FamilyCommand[], analysis: Analysis): string | undefined {
  const installs = commands.filter(({ fact }) => {
    return fact?.ecosystem === "npm" && fact.recognition.role === "install";
  });
  const others = commands.some(({ fact }) => {
    return fact?.recognition.heavy !== undefined && !/^(npm|bundlers)$/.test(fact.ecosystem);
  });
  if (analysis.context === undefined || installs.length === 0 || others) return "";
  for (const { stage, step, workdir, fact } of installs) {
    // What is installed by name need not be in the lock.
    if (fact!.invocation.operands().length > 1) return "";
    const name = "package-lock.json";
    const lock = contextFile(analysis, stage, step, pathIn(workdir, name, step));
    if (lock.kind === "missing") return `${name} is not in the build context`;
    if (lock.kind === "unknown") return `${name} ${lock.reason}`;
    const packages = nativePackages(lock.source);
    if (packages === undefined) return `${name} is of no version that tells about native code`;
    const native = packages.find((each) => !BUILD_TOOLS.test(each.name));
    if (native !== undefined) return native.why;
  }
  return undefined;
}

/** Bundlers, compilers and watchers in machine code: they make the output and stay out of it. */
const BUILD_TOOLS =
  /^(esbuild|fsevents|core-js|core-js-pure|nx|turbo|turbo-linux-.*|sass-embedded.*|lefthook.*|husky|unrs-resolver|vue-demi|es5-ext|lightningcss-.*|@esbuild\/.*|@rollup\/.*|@rolldown\/.*|@swc\/.*|@biomejs\/.*|@tailwindcss\/oxide.*|@parcel\/watcher.*|@rspack\/binding.*|@unrs\/.*|@nx\/nx-.*|@ast-grep\/.*|@oxc-.*|@next\/swc-.*)$/;

/** Whether a path is where such tools write what a browser loads. */
export function isAsset({ path }: Export): boolean {
  return OUTPUT.test(path) && !PACKAGES.test(path);
}

/** Whether it is packed from nothing but what was copied or downloaded: a site's own sources. */
function isArchiveOfSources({ path, from }: Export, search: FileSearch): boolean {
  if (!/\.(zip|tar|tar\.\w+|tgz)$/.test(path)) return false;
  const place = readPath(path, undefined);
  const { operations, opaque } = search.operationsOf(from.index);
  const isPacked = operations.some(
    (operation) =>
      operation.kind === "bring" && operation.whole && relate(operation.to, place) === "same",
  );
  const { arrivals } = search.contents(from.index, place);
  return isPacked && !opaque && arrivals.every(({ origin }) => origin.binding === "portable");
}

function isServer(image: string | undefined): boolean {
  const reference = image === undefined ? undefined : readImageReference(image);
  return reference !== undefined && SERVERS.test(reference.repository);
}
