// Checks what npm would publish: npm run check:package. The tools and the versions of Node come from
// the registry when they are needed, so that nobody has to install them to work here.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const NODE_VERSIONS = [20, 22, 24];
const KNIP = ["knip@6.44.2", "--include", "dependencies,unlisted,unresolved"];

const folder = mkdtempSync(join(tmpdir(), "dockerlint-xarch-package-"));
try {
  const tarball = pack();
  say(`${tarball.name}: ${Math.round(tarball.size / 1000)} kB, ${tarball.files} files`);
  npx(["publint@0.3.25", "--strict", tarball.path]);
  // There is no CommonJS entry, and Node 10 does not know exports.
  npx(["@arethetypeswrong/cli@0.18.5", "--profile", "esm-only", tarball.path]);
  npx(KNIP);
  const project = install(tarball.path);
  const example = compileExample(project);
  for (const version of NODE_VERSIONS) tryOn(version, project, example);
  say("the package is in order");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  execFileSync(process.execPath, ["src/dev/build.mjs"], { stdio: "inherit" });
  const answer = capture("npm", [
    "pack",
    "--json",
    "--ignore-scripts",
    "--pack-destination",
    folder,
  ]);
  const [{ filename, size, entryCount }] = JSON.parse(answer);
  return { name: filename, path: join(folder, filename), size, files: entryCount };
}

/** A project of somebody else that has the package and nothing else of ours. */
function install(tarball) {
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "type": "module", "private": true }\n');
  capture("npm", ["install", "--no-audit", "--no-fund", tarball], project);
  writeFileSync(join(project, "Dockerfile"), "FROM golang:1.24\nRUN go build ./...\n");
  return project;
}

/** The example of docs/api.md, compiled strictly against the package's types; and what it prints. */
function compileExample(project) {
  const page = readFileSync("docs/api.md", "utf8");
  const [, source, output] = /```ts\n([^]*?)```[^]*?```text\n([^]*?)```/.exec(page);
  writeFileSync(join(project, "example.ts"), source);
  const strict = [
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--skipLibCheck",
    "false",
  ];
  const tsc = resolve("node_modules/typescript/bin/tsc");
  const types = ["--types", "node", "--typeRoots", resolve("node_modules/@types")];
  capture(process.execPath, [tsc, ...strict, ...types, "example.ts"], project);
  return output;
}

function tryOn(version, project, example) {
  const own = join(folder, `node-${version}`);
  mkdirSync(own);
  capture("npm", [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-save",
    "--prefix",
    own,
    `node@${version}`,
  ]);
  const node = join(own, "node_modules/node/bin/node");
  const cli = join(project, "node_modules/dockerlint-xarch/dist/cli.cjs");
  const report = JSON.parse(capture(node, [cli, "--format", "json", "--exit-zero"], project));
  expectSame("findings", report.summary.diagnostics, 1);
  expectSame("the example of docs/api.md", capture(node, ["example.js"], project), example);
  say(`runs on Node ${capture(node, ["--version"]).trim()}`);
}

function expectSame(what, actual, expected) {
  if (actual === expected) return;
  throw new Error(`${what}: expected\n${expected}\nand got\n${actual}`);
}

function npx(args) {
  execFileSync("npx", ["--yes", ...args], { stdio: "inherit" });
}

function capture(program, args, cwd) {
  const stdio = ["ignore", "pipe", "inherit"];
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio });
}

function say(line) {
  console.log(`check:package: ${line}`);
}
