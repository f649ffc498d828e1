import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BuildLog, readBuildLog } from "../../src/cli/progress/build-log.ts";
import type { Profile } from "../../src/cli/profile/profile.ts";
import { folderWith, runCli } from "../support/cli.ts";

const FOLDER = "test/profile";
const log = (name: string) => readFileSync(`${FOLDER}/logs/${name}`, "utf8");
const plain = log("two-platforms.log");

function profile(...args: string[]): Profile {
  const { stdout, stderr, status } = runCli(["profile", "--format", "json", ...args]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as Profile;
}

/** What must be the same however the log came to us. */
function timesOf(read: BuildLog | undefined): string[] {
  const run = read!.steps.filter(({ name }) => name.includes("] RUN "));
  return run
    .map(({ name, outcome, seconds }) => `${name} ${outcome} ${seconds.toFixed(1)}`)
    .toSorted();
}

describe("a build for two platforms", () => {
  const { steps, totals, ecosystems, buildPlatform, buildPlatformFrom } = profile(
    `${FOLDER}/logs/two-platforms.log`,
    "--file",
    `${FOLDER}/Dockerfile`,
  );

  test("the machine's platform is seen from the stage on $BUILDPLATFORM", () => {
    expect([buildPlatform, buildPlatformFrom]).toEqual(["linux/amd64", "log"]);
  });

  test("each RUN step has its place, how it ran and what it is about", () => {
    const told = steps.map(({ seconds, execution, platform, line, ecosystem }) => [
      seconds,
      execution,
      platform,
      line,
      ecosystem,
    ]);
    expect(told).toEqual([
      [108.9, "emulated", "linux/arm64", 9, "pip"],
      [82.1, "native", "linux/amd64", 5, "go"],
      [77.7, "native", "linux/amd64", 5, "go"],
      [20.6, "native", "linux/amd64", 9, "pip"],
      [10.8, "emulated", "linux/arm64", 14, undefined],
      [3.9, "native", "linux/amd64", 14, undefined],
    ]);
  });

  test("what a native run would save is measured by the one for the machine's own platform", () => {
    expect(steps[0]).toMatchObject({ nativeSeconds: 20.6, saving: 108.9 - 20.6 });
    expect(totals.saving).toBeCloseTo(88.3);
    expect(ecosystems[0]).toMatchObject({ ecosystem: "pip", emulated: 108.9, native: 20.6 });
  });

  test("rawjson tells the same", () => {
    const raw = profile(`${FOLDER}/logs/two-platforms.rawjson`, "--file", `${FOLDER}/Dockerfile`);
    expect(raw.format).toBe("rawjson");
    const rounded = raw.steps.map((step) => Number(step.seconds.toFixed(1)));
    expect(rounded).toEqual(steps.map(({ seconds }) => seconds));
    expect(raw.totals.emulated).toBeCloseTo(totals.emulated, 0);
  });

  test("without the Dockerfile, the platforms and the commands are still known", () => {
    const bare = profile(`${FOLDER}/logs/two-platforms.log`);
    const known = (each: Profile) => each.steps.map((step) => [step.execution, step.ecosystem]);
    expect(known(bare)).toEqual(known({ ...bare, steps }));
    expect(bare.buildPlatformFrom).toBe("log");
  });

  test("on an arm64 machine it is amd64 that is emulated", () => {
    const there = profile(`${FOLDER}/logs/two-platforms.log`, "--build-platform", "linux/arm64");
    const emulated = there.steps.filter(({ execution }) => execution === "emulated");
    expect(emulated.map(({ platform }) => platform)).toEqual(Array(4).fill("linux/amd64"));
  });

  test("text: sums, steps, ecosystems, advice", () => {
    const { stdout } = runCli(["profile", `${FOLDER}/logs/two-platforms.log`]);
    expect(stdout).toContain("304.0 s in RUN steps, 119.7 s (39 %) of it emulated.");
    expect(stdout).toContain("Running natively what can would save about 88.3 s (29 %).");
  });

  test("standard input is read", () => {
    const { stdout } = runCli(["profile", "-"], { input: plain });
    expect(stdout).toContain("119.7 s (39 %)");
  });
});

describe("a build that fails, for one platform", () => {
  const emulated = ["--file", `${FOLDER}/failing.Dockerfile`, "--target-platform", "linux/arm64"];

  test("counts as far as it went", () => {
    const { steps, totals } = profile(`${FOLDER}/logs/failing.log`, ...emulated);
    expect(steps.map(({ outcome, seconds }) => [outcome, seconds])).toEqual([
      ["done", 3.4],
      ["failed", 0.281],
    ]);
    expect(totals).toMatchObject({ emulated: 3.681, native: 0, failed: 1, unfinished: 0 });
  });

  test("rawjson knows when it failed", () => {
    const { steps } = profile(`${FOLDER}/logs/failing.rawjson`, ...emulated);
    expect(steps.map(({ outcome, seconds }) => [outcome, seconds.toFixed(1)])).toEqual([
      ["done", "3.4"],
      ["failed", "2.4"],
    ]);
  });

  test("what was built for is not guessed", () => {
    const { steps } = profile(
      `${FOLDER}/logs/failing.log`,
      "--file",
      `${FOLDER}/failing.Dockerfile`,
    );
    expect(steps.map(({ execution }) => execution)).toEqual(["unknown", "unknown"]);
    const { stdout } = runCli(["profile", `${FOLDER}/logs/failing.log`, ...emulated.slice(0, 2)]);
    expect(stdout).toContain("--target-platform");
  });

  test("it is read from the command that the log shows", () => {
    const command = "/usr/bin/docker buildx build --platform linux/arm64 --tag x .\n";
    const path = `${folderWith({ log: command + log("failing.log") })}/log`;
    const { steps } = profile(path, ...emulated.slice(0, 2));
    expect(steps.map(({ execution }) => execution)).toEqual(["emulated", "emulated"]);
  });
});

test("an emulated step tells what --fix would do about it", () => {
  const dockerfile = `FROM golang:1.24 AS build
COPY . .
RUN CGO_ENABLED=0 go build -o /server .
FROM debian:12
COPY --from=build /server /
`;
  const cwd = folderWith({
    Dockerfile: dockerfile,
    log: "#9 [build 3/3] RUN CGO_ENABLED=0 go build -o /server .\n#9 DONE 320.0s\n",
  });
  const args = ["profile", "log", "--file", "Dockerfile", "--target-platform", "linux/arm64"];
  const { stdout } = runCli(args, { cwd });
  expect(stdout).toContain("about 300.0 s less, as such commands are about 16 times slower");
  expect(stdout).toContain('"dockerlint-xarch --fix Dockerfile" repairs 1 step.');
});

test("cached steps take no time", () => {
  const { totals } = profile(`${FOLDER}/logs/cached.log`);
  expect(totals).toMatchObject({ native: 0, emulated: 0, cached: 6 });
});

test("a Dockerfile that was not built is noticed", () => {
  const path = `${folderWith({ Dockerfile: "FROM a AS wheels\nRUN make\nFROM b\nRUN x\n" })}/Dockerfile`;
  const { totals } = profile(`${FOLDER}/logs/two-platforms.log`, "--file", path);
  expect(totals.notInFile).toBeGreaterThan(0);
});

describe("logs as CI systems keep them", () => {
  const SECOND = 1000;
  const began = Date.UTC(2026, 0, 2, 3, 4, 5);
  const at = (line: number) => new Date(began + line * SECOND).toISOString();
  const decorate = (each: (line: string, index: number) => string) =>
    plain.split("\n").map(each).join("\n");
  const expected = timesOf(readBuildLog(plain));

  test.each([
    ["GitHub", decorate((line, i) => `${i ? "" : "\ufeff"}${at(i).replace("Z", "1234Z")} ${line}`)],
    ["gh run view --log", decorate((line, i) => `build\tBuild and push\t${at(i)} ${line}`)],
    [
      "GitLab",
      `section_start:1:build\r\u001b[0K\u001b[0;m${decorate((line, i) => `${at(i)} 01O ${line}`)}`,
    ],
    ["GitLab without times", `\u001b[0Ksection_start:1:build\r\u001b[0K${plain}`],
    ["Jenkins", decorate((line, i) => `[${at(i)}] ${line}`)],
    ["TeamCity", decorate((line) => `[03:04:05]: ${line}`)],
    ["Buildkite", decorate((line, i) => `\u001b_bk;t=${began + i}\u0007${line}`)],
    ["colours", decorate((line) => `\u001b[36m${line}\u001b[0m`)],
    ["CRLF", plain.replaceAll("\n", "\r\n")],
  ])("%s", (_, text) => {
    expect(timesOf(readBuildLog(text))).toEqual(expected);
  });

  test("rawjson behind timestamps", () => {
    const raw = log("two-platforms.rawjson");
    const stamped = raw.split("\n").map((line, i) => `${at(i)} ${line}`);
    expect(timesOf(readBuildLog(stamped.join("\n")))).toEqual(timesOf(readBuildLog(raw)));
  });

  test("PowerShell's UTF-16", () => {
    const path = `${folderWith({ log: Buffer.from(`\ufeff${plain}`, "utf16le") })}/log`;
    expect(profile(path).totals.emulated).toBeCloseTo(119.7);
  });

  test("the time of a step that did not end is read off the lines' own times", () => {
    const cut = "#1 [1/2] FROM a\n#1 DONE 0.0s\n\n#2 [2/2] RUN make\n#2 0.1 go\n";
    const stamped = cut
      .split("\n")
      .map((line, i) => `${at(10 * i)} ${line}`)
      .join("\n");
    expect(readBuildLog(stamped)!.steps.at(-1)).toMatchObject({
      outcome: "unfinished",
      seconds: 10,
    });
  });
});

describe("logs that are cut or mixed", () => {
  const lines = plain.split("\n");

  test("any part of a log is read, and no step gets longer by it", () => {
    const whole = new Map(readBuildLog(plain)!.steps.map(({ name, seconds }) => [name, seconds]));
    const place = fc.integer({ min: 0, max: plain.length });
    fc.assert(
      fc.property(place, place, (from, to) => {
        const part = plain.slice(Math.min(from, to), Math.max(from, to));
        for (const { name, seconds } of readBuildLog(part)?.steps ?? []) {
          // A name that was cut is another name; a figure that was cut is a smaller one.
          expect(seconds).toBeLessThanOrEqual(whole.get(name) ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  test("any part of a rawjson log is read", () => {
    const raw = log("two-platforms.rawjson");
    const place = fc.integer({ min: 0, max: raw.length });
    fc.assert(
      fc.property(place, place, (from, to) => {
        const part = raw.slice(Math.min(from, to), Math.max(from, to));
        for (const { seconds } of readBuildLog(part)?.steps ?? []) {
          expect(seconds).toBeLessThanOrEqual(108.93);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("two builds, one after the other", () => {
    const twice = timesOf(readBuildLog(`${plain}\n${plain}`));
    expect(twice).toEqual(timesOf(readBuildLog(plain)).flatMap((time) => [time, time]));
  });

  test("two builds, one into the other, with the job before each line", () => {
    const mixed = lines.flatMap((line) => [`a\tbuild\t${line}`, `b\tbuild\t${line}`]).join("\n");
    const twice = timesOf(readBuildLog(mixed));
    expect(twice).toEqual(timesOf(readBuildLog(plain)).flatMap((time) => [time, time]));
  });

  test("two builds with the same numbers, without anything before their lines", () => {
    const mixed = [
      "#5 [a 2/2] RUN make a",
      "#5 ...",
      "#5 [b 2/2] RUN make b",
      "#5 DONE 3.0s",
      "#5 [a 2/2] RUN make a",
      "#5 DONE 7.0s",
    ];
    expect(timesOf(readBuildLog(mixed.join("\n")))).toEqual([
      "[a 2/2] RUN make a done 7.0",
      "[b 2/2] RUN make b done 3.0",
    ]);
  });
});

describe("what is no such log", () => {
  test.each([
    ["no progress", { log: "hello\n" }, "log", "shows no progress of BuildKit"],
    ["no file", {}, "log", "log does not exist."],
    ["a directory", { "log/x": "" }, "log", "is a directory, not a log"],
  ])("%s", (_, files, path, message) => {
    const { stderr, status } = runCli(["profile", path], { cwd: folderWith(files) });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test("a Dockerfile that is not there", () => {
    const { stderr, status } = runCli(["profile", "-", "--file", "nowhere"], { input: plain });
    expect(stderr).toContain("nowhere does not exist");
    expect(status).toBe(2);
  });
});
