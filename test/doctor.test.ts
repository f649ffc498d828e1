import { expect, test } from "vitest";
import type { Diagnosis } from "../src/cli/doctor/diagnosis.ts";
import { folderWith, runCli } from "./support/cli.ts";

test("doctor tells of a machine without docker", () => {
  const { stdout, stderr, status } = runCli(["doctor", "--format", "json"], {
    env: { PATH: folderWith({ nothing: "" }) },
  });
  expect(stderr).toBe("");
  const { buildx, targets, problems } = JSON.parse(stdout) as Diagnosis;
  expect(buildx.missing).toBe("docker");
  expect(targets.map(({ platform }) => platform)).toEqual(["linux/amd64", "linux/arm64"]);
  expect(problems.length).toBeGreaterThan(0);
  expect(status).toBe(1);
});

test("doctor asks about what the configuration declares", () => {
  const cwd = folderWith({ ".dockerlint-xarch.yaml": "targets: [linux/s390x]\n" });
  const { stdout } = runCli(["doctor", "--format", "json"], { cwd });
  expect((JSON.parse(stdout) as Diagnosis).targets).toMatchObject([{ platform: "linux/s390x" }]);
  expect(runCli(["doctor"], { cwd }).stdout).toMatch(/^Targets\n {2}linux\/s390x /m);
});
