import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundle, folderWith, runCli } from "./support/cli.ts";

const FILES = 300;
const TEXT = "FROM --platform=$TARGETPLATFORM debian:12\nRUN echo\n";

/** The signal comes while files are written: as soon as the first temporary file is seen. */
test.skipIf(process.platform === "win32")(
  "Ctrl-C while fixes are written leaves no file half written (Windows has no such signal)",
  async () => {
    const names = Array.from({ length: FILES }, (_, index) => `${index}.Dockerfile`);
    const folder = folderWith(Object.fromEntries(names.map((name) => [name, TEXT])));
    const child = spawn(process.execPath, [bundle, "--fix", "--quiet"], { cwd: folder });
    const watcher = watch(folder, () => child.kill("SIGINT"));
    await once(child, "exit");
    watcher.close();

    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    const fixed = fixedText();
    for (const name of names) {
      expect([TEXT, fixed]).toContain(readFileSync(join(folder, name), "utf8"));
    }
  },
);

function fixedText(): string {
  return runCli(["--fix", "-"], { input: TEXT }).stdout;
}
