/** The command as a user runs it, with a real docker: a fix that is right, and one that is not. */
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { VerifyReport } from "../../src/cli/verify/report.ts";
import { type CliResult, runCli } from "../support/cli.ts";
import { baseImages, readCase } from "./cases/case.ts";
import { BUILD_OPTIONS } from "./cases/run-case.ts";
import { MACHINE } from "./environment/environment.ts";
import { describeBuilds, say } from "./environment/test-environment.ts";

const site = readCase("hugo-site");
const target = site.targets[0]!;

await describeBuilds("verify", [target], (environment) => {
  /** Runs it in a copy of the case, with files beside the Dockerfile. */
  async function verify(
    args: (folder: string) => string[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<CliResult> {
    const { work, commandFolder, provide } = environment();
    for (const image of baseImages(site.original)) {
      await provide.call(environment(), image, [MACHINE, target]);
    }
    const folder = join(work, `verify-${process.pid}`);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(site.context, folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const PATH = [...(commandFolder ? [commandFolder] : []), process.env.PATH].join(delimiter);
    const words = ["verify", "--target-platform", target, ...args(folder)];
    say(`dockerlint-xarch verify, ${site.name} for ${target}`);
    return runCli([...words, join(folder, "Dockerfile"), "--", ...BUILD_OPTIONS], {
      env: { PATH, TMPDIR: work },
      timeout: 20 * 60_000,
    });
  }

  test("tells that the image stays the same, and what was emulated", async () => {
    const { status, stdout, stderr } = await verify(() => ["--unsafe-fixes", "--format", "json"]);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const { buildPlatform, targets } = JSON.parse(stdout) as VerifyReport;
    expect(buildPlatform).toBe(MACHINE);
    expect(targets).toMatchObject([
      {
        target,
        same: true,
        differences: [],
        steps: [
          {
            original: { stage: "site", text: "RUN hugo --minify", emulated: true },
            fixed: { stage: "site", text: "RUN hugo --minify", emulated: false },
          },
        ],
      },
    ]);
  });

  test("tells what differs", async () => {
    const changed = site.fixed.replace("hugo --minify", "hugo");
    const { status, stdout } = await verify(
      (folder) => ["--fixed", join(folder, "Changed.Dockerfile")],
      { "Changed.Dockerfile": changed },
    );
    expect(stdout).toContain("The images are not the same.");
    expect(stdout).toContain("  /srv/www/posts/first/index.html: content of");
    expect(status).toBe(1);
  });
});
