import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Not `*.test.ts`: these build real images, and `npm test` must not.
    include: ["test/{doors,e2e,editors}/**/*.e2e.ts"],
    // The bundle that `verify` is started from.
    globalSetup: "test/support/build.ts",
    // One build at a time: each takes all the cores, and times are compared.
    fileParallelism: false,
    // Base images are made by whichever test asks first.
    testTimeout: 60 * 60_000,
    hookTimeout: 30 * 60_000,
    // The progress is worth seeing while it happens.
    disableConsoleIntercept: true,
  },
});
