/** The command with a docker that plays back real builds; `npm run test:e2e` has it with a real one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CliResult, folderWith, runCli } from "../support/cli.ts";
import { inspection, playDocker, type Scenario } from "../support/played-docker.ts";
import { imageArchive, type Layer, writeArchive } from "../support/image-archive.ts";

/** A case of the real builds: the logs are those of its builds for this target. */
const TARGET = "linux/arm/v7";
const CASE = "test/e2e/cases/hugo-site";
const ORIGINAL = readFileSync(`${CASE}/original/Dockerfile`, "utf8");
const FIXED = readFileSync(`${CASE}/fixed.Dockerfile`, "utf8");

const LOGS = "test/verify/logs";
const log = (name: string) => join(process.cwd(), LOGS, `hugo-site.${name}.rawjson`);

/** Runs `verify` in a folder with a Dockerfile, where docker behaves like that. */
function verify(scenario: Scenario, args: readonly string[] = [], dockerfile = ORIGINAL) {
  const folder = folderWith({ Dockerfile: dockerfile, "Dockerfile.dockerignore": "*.md\n" });
  const { env, calls } = playDocker(scenario);
  const words = ["verify", "--unsafe-fixes", "--target-platform", TARGET, ...args, "Dockerfile"];
  return { ...runCli(words, { cwd: folder, env }), calls };
}

const image = (...layers: Layer[]) => writeArchive(imageArchive(layers));
const PAGES: Layer = { "srv/www/index.html": "<h1>Example</h1>" };

/** Builds that succeed, as they did in reality. */
function builds(original: string, fixed: string) {
  return [
    { log: log("original"), image: original },
    { log: log("fixed"), image: fixed },
  ];
}

describe("both files build", () => {
  test("the images mean the same: a table, and exit status 0", () => {
    const { stdout, stderr, status } = verify({ builds: builds(image(PAGES), image(PAGES)) });
    expect(stdout).toMatchInlineSnapshot(`
      "Dockerfile for linux/arm/v7, built on linux/amd64 by default

                                original          fixed
      site: RUN hugo --minify   11.1 s emulated   0.7 s native

      RUN steps, emulated       11.1 s            0.0 s
      RUN steps, native         0.0 s             0.7 s
      the whole build           12.1 s            1.5 s

      8.2 times as fast. The images mean the same: every file, and how they are started.
      "
    `);
    expect(stderr).toMatch(/^Dockerfile, original for linux\/arm\/v7: building$/m);
    expect(stderr).toMatch(/^Dockerfile, fixed for linux\/arm\/v7: \d+ s$/m);
    expect(status).toBe(0);
  });

  test("they do not: what differs, and exit status 1", () => {
    const other = { ...PAGES, "etc/motd": "hello" };
    const { stdout, status } = verify({ builds: builds(image(PAGES), image(other)) });
    expect(stdout).toContain("The images are not the same. 2 differences");
    expect(stdout).toContain("  /etc/motd: only in the other");
    expect(status).toBe(1);
  });

  test("how they are started differs", () => {
    const archive = (config: object) => writeArchive(imageArchive([PAGES], { config }));
    const [one, other] = [archive({ User: "app" }), archive({ User: "root" })];
    const { stdout, status } = verify({ builds: builds(one, other) });
    expect(stdout).toContain('  config.user: "app", then "root"');
    expect(status).toBe(1);
  });

  test("as JSON", () => {
    const scenario = { builds: builds(image(PAGES), image(PAGES)) };
    const { stdout } = verify(scenario, ["--format", "json"]);
    const report = JSON.parse(stdout) as { targets: { steps: unknown[] }[] };
    expect(report).toMatchObject({
      version: 1,
      path: "Dockerfile",
      buildPlatform: "linux/amd64",
      builder: "default",
      targets: [{ target: "linux/arm/v7", same: true, differences: [], files: 1 }],
    });
    expect(report.targets[0]!.steps).toMatchObject([
      { original: { stage: "site", emulated: true }, fixed: { stage: "site", emulated: false } },
    ]);
  });

  test("docker is asked for the file and what the fixes make of it, and nothing is left in it", () => {
    const scenario = { builds: builds(image(PAGES), image(PAGES)) };
    const { calls } = verify(scenario, ["--context", "sub", "--build-arg", "A=1"]);
    const asked = calls();
    const built = asked.filter(({ args }) => args[1] === "build");
    expect(built.map(({ dockerfile }) => dockerfile)).toEqual([ORIGINAL, FIXED]);
    expect(built.map(({ ignored }) => ignored)).toEqual([true, true]);
    for (const { args } of built) {
      expect(args.at(-1)).toBe("sub");
      expect(args.join(" ")).toContain("--build-arg A=1 --platform linux/arm/v7");
    }
    const tags = built.map(({ args }) => args[args.indexOf("--tag") + 1]);
    const removed = asked.filter(({ args }) => args.join(" ").startsWith("image rm"));
    expect(removed.map(({ args }) => args.at(-1))).toEqual(tags);
  });

  test("a builder that is not Docker's own hands the image over itself", () => {
    const scenario = {
      inspect: inspection("docker-container"),
      builds: builds(image(PAGES), image(PAGES)),
    };
    const { status, calls } = verify(scenario);
    expect(status).toBe(0);
    expect(calls().map(({ args }) => args[0])).toEqual(Array(4).fill("buildx"));
  });
});

describe("it cannot be done, and the message says what to do", () => {
  test.each<[string, Scenario, string]>([
    ["no buildx", { noBuildx: true }, "docker has no buildx: install the package"],
    ["an old buildx", { buildx: "v0.11.2 9872040" }, "docker buildx 0.11.2 is too old"],
    ["no daemon", { noDaemon: true }, "no builder answers; is the docker daemon running?"],
    [
      "no emulator",
      { inspect: inspection("docker").replace(", linux/arm/v7", "") },
      "the builder default cannot run programs for linux/arm/v7: there is no emulator for it. " +
        "Install one with\n  docker run --privileged --rm tonistiigi/binfmt --install arm",
    ],
    [
      "the original does not build",
      { builds: [{ log: log("failing"), status: 1 }] },
      "Dockerfile does not build for linux/arm/v7, so there is nothing to compare with\n",
    ],
  ])("%s", (_, scenario, message) => {
    const { status, stdout, stderr } = verify(scenario);
    expect(stderr).toContain(`dockerlint-xarch: ${message}`);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  test.each(["docker", "docker-container"])("no image comes from the driver %s", (driver) => {
    const cut = writeArchive(imageArchive([PAGES]).subarray(0, 1500));
    const result = verify({ inspect: inspection(driver), builds: builds(cut, cut) });
    expectFailure(result, "the image cannot be read: the archive");
  });

  test("no docker", () => {
    const folder = folderWith({ Dockerfile: ORIGINAL });
    const result = runCli(["verify", "--unsafe-fixes", "Dockerfile"], {
      cwd: folder,
      env: { PATH: folder },
    });
    expectFailure(result, "docker is not installed");
  });

  test("no such file", () => {
    expectFailure(runCli(["verify", "no/such/Dockerfile"]), "no/such/Dockerfile does not exist");
  });
});

function expectFailure({ status, stderr }: CliResult, message: string): void {
  expect(stderr).toContain(message);
  expect(status).toBe(2);
}

test("a fixed file that does not build is a fault of the fix", () => {
  const original = { log: log("original"), image: image(PAGES) };
  const { stdout, status } = verify({ builds: [original, { log: log("failing"), status: 1 }] });
  expect(stdout).toContain("The fixed file does not build; the original does.\n");
  expect(stdout).toContain("exit code: 3");
  expect(status).toBe(1);
});

test("a file that no fix changes needs no build", () => {
  const { stderr, status } = verify({ noBuildx: true }, [], "FROM debian:12\nRUN true\n");
  expect(stderr).toBe(
    "dockerlint-xarch: no fix changes Dockerfile: there is nothing to compare.\n",
  );
  expect(status).toBe(0);
});
