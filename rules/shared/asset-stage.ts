import type { Analysis } from "../../src/facts/analysis.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { readPath, relate } from "../../src/flow/paths.ts";
import { FileSearch } from "../../src/flow/search.ts";
import { refuse } from "../../src/rule/fix.ts";
import { type Export, type FamilyCommand, oncePerFamily } from "../../src/rule/move.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import { checkMove, moveFix } from "./move-stage.ts";
import { lockedPackages } from "./node-locks.ts";
import { NODE } from "./node-ecosystems.ts";
import { clearedFolder } from "./products.ts";
import { SUPPLIERS } from "./suppliers.ts";

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
  const { text } = analysis.graph.dockerfile.source;
  const mayLeave = (taken: Export, commands: readonly FamilyCommand[]) =>
    isAsset(taken) || isArchiveOfSources(taken, search) || isCleared(taken, commands, text);
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
    return MANAGERS.has(fact?.ecosystem ?? "") && fact!.recognition.role === "install";
  });
  const others = commands.some(({ fact }) => {
    const isKnown = fact?.ecosystem === "bundlers" || MANAGERS.has(fact?.ecosystem ?? "");
    return fact?.recognition.heavy !== undefined && !isKnown;
  });
  if (analysis.context === undefined || installs.length === 0 || others) return "";
  for (const { stage, step, workdir, fact } of installs) {
    const { invocation, ecosystem } = fact!;
    // What is installed by name need not be in the lock.
    if (installedByName(invocation)) return "";
    const { native, doubt } = lockedPackages(ecosystem, { workdir }, stage, step, analysis);
    const runs = native.filter(({ kind }) => {
      return kind !== "install-script" || !invocation.has("--ignore-scripts");
    });
    const first = runs.find((each) => !BUILD_TOOLS.test(each.name));
    if (first !== undefined) return first.why;
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/** Package managers whose lock files tell. */
const MANAGERS: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn"]);

function installedByName(invocation: Invocation): boolean {
  const [subcommand, ...names] = invocation.operands();
  return names.length > 0 || /^(add|up|update|upgrade|deploy)$/.test(subcommand ?? "");
}

/** Bundlers, compilers and watchers in machine code: they make the output and stay out of it. */
const BUILD_TOOLS =
  /^(esbuild|fsevents|core-js|core-js-pure|nx|turbo|turbo-linux-.*|sass-embedded.*|lefthook.*|husky|unrs-resolver|vue-demi|es5-ext|lightningcss-.*|@esbuild\/.*|@rollup\/.*|@rolldown\/.*|@swc\/.*|@biomejs\/.*|@tailwindcss\/oxide.*|@parcel\/watcher.*|@rspack\/binding.*|@unrs\/.*|@nx\/nx-.*|@ast-grep\/.*|@oxc-.*|@next\/swc-.*)$/;

/** Whether a path is where such tools write what a browser loads. */
export function isAsset({ path }: Export): boolean {
  return OUTPUT.test(path) && !PACKAGES.test(path);
}

/** Whether it is a project that was built and left its packages behind, and holds no others. */
function isCleared({ path }: Export, commands: readonly FamilyCommand[], file: string): boolean {
  const wordsOf = ({ command }: FamilyCommand) => command.words.map(({ value }) => value);
  return (
    commands.some((each) => clearedFolder(wordsOf(each)) === path) &&
    commands.every(({ fact }) => {
      if (fact === undefined || NODE.has(fact.ecosystem)) return true;
      return SUPPLIERS.has(fact.ecosystem) || (fact.ecosystem === "pip" && !PLACED.test(file));
    })
  );
}

/** What has pip install elsewhere than among the system's packages. */
const PLACED = /venv|virtualenv|VIRTUAL_ENV|--target|--prefix|--root|--user|\s-t\s/i;

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
