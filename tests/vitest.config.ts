import { defineConfig } from "vitest/config";

/** Kept apart from `client/vite.config.ts`: the Colyseus dev plugin and Vitest do not share a config. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/e2e/**"],
    fileParallelism: true,
    maxWorkers: 2,
    // A limit for what hangs, not a measure: the machine may be busy with other work.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ["default", "./tests/closing-line.ts"],
  },
});
