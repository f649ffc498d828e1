import { expect, test } from "vitest";
import type { JsonReport } from "../src/report/json.ts";
import { HOSTILE } from "./bench/hostile.ts";
import { runCli } from "./support/cli.ts";

const SIZE = 200_000;

/**
 * How long each takes is for `npm run bench` to say; here it is enough that it ends. In a process
 * of its own, which can be ended if it does not.
 */
test.each(Object.entries(HOSTILE))("200 KB of %s", (_, write) => {
  const input = write(SIZE);
  expect(input.length).toBeGreaterThan(SIZE * 0.9);
  const args = ["-", "--format", "json", "--exit-zero"];
  const { status, stdout, stderr } = runCli(args, { input, timeout: 30_000, maxBuffer: Infinity });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const { files } = JSON.parse(stdout) as JsonReport;
  const outside = files[0]!.diagnostics.filter(({ end }) => end.offset > input.length);
  expect(outside).toEqual([]);
});
