import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "rules/**/*.test.ts", "test/**/*.test.ts"],
    // The bundle that the command-line tests start.
    globalSetup: "test/support/build.ts",
    // Of what hangs, not of what a busy machine makes slow.
    testTimeout: 300_000,
  },
});
