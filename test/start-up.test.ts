import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundle, folderWith } from "./support/cli.ts";

/** Prints the parts of Node that were loaded behind it. */
const HOOK = `
const before = new Set(process.moduleLoadList);
process.on("exit", () => {
  const after = process.moduleLoadList.filter((name) => !before.has(name));
  require("node:fs").writeSync(2, after.join("\\n"));
});
`;

test("a run loads no streams, network or cryptography: half a start would go there", () => {
  const folder = folderWith({ Dockerfile: "FROM alpine\nRUN a\n", "hook.cjs": HOOK });
  const args = ["--require", join(folder, "hook.cjs"), bundle, join(folder, "Dockerfile")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect([status, stdout]).toEqual([0, expect.stringContaining("No findings")]);
  const loaded = stderr.split("\n").map((each) => each.replace(/^NativeModule /, ""));
  expect(loaded).toContain("os");
  const costly =
    /^(stream|internal\/streams\/|crypto|internal\/crypto\/|net$|tls$|http|child_process)/;
  expect(loaded.filter((name) => costly.test(name))).toEqual([]);
});
