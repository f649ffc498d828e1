import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "rules/**/*.test.ts", "test/**/*.test.ts"],
    // The bundle that the command-line tests start.
    globalSetup: "test/support/build.ts",
    testTimeout: 60_000,
  },
});
