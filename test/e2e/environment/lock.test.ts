import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { lock } from "./lock.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dockerlint-xarch-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

// Only Debian makes a Docker of its own.
describe.runIf(process.platform === "linux")("a lock", () => {
  test("has one owner at a time", async () => {
    const path = join(temporaryFolder(), "lock");
    const events: string[] = [];
    const release = await lock(path, () => events.push("the first waits"));
    const releaseSecond = await lock(path, () => {
      events.push("the second waits");
      release();
    });
    events.push("the second has it");
    releaseSecond();
    expect(events).toEqual(["the second waits", "the second has it"]);
  });

  test("does not outlive its owner", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "lock");
    const program = join(folder, "lock-owner.ts");
    writeFileSync(
      program,
      `import { lock } from ${JSON.stringify(resolve("test/e2e/environment/lock.ts"))};
await lock(${JSON.stringify(path)}, () => {});
console.log("mine");
setInterval(() => {}, 1000);
`,
    );
    const owner = spawn("node", ["src/dev/run.mjs", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(owner.stdout, "data");
    let waited = false;
    const next = lock(path, () => {
      waited = true;
      owner.kill("SIGKILL");
    });
    (await next)();
    expect(waited).toBe(true);
  });
});
