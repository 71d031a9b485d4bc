import { defineConfig } from "vitest/config";

/** Kept apart from `client/vite.config.ts`: the Colyseus dev plugin and Vitest do not share a config. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/e2e/**"],
    fileParallelism: true,
    maxWorkers: 2,
    testTimeout: 20_000,
    reporters: ["default", "./tests/closing-line.ts"],
  },
});
