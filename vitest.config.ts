import { defineConfig } from "vitest/config";

/**
 * Files share one process per core: starting one for each file cost more than a third of the run (measured). So a test
 * leaves nothing behind that another file could see, and none replaces modules.
 */
export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    globalSetup: "test/helpers/temporary-folder.ts",
  },
});
