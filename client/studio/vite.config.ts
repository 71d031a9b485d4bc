import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { pageStyles } from "./page-styles.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the studio's page into `dist/studio`: a page of its own, so that the game loads nothing of it. */
export default defineConfig({
  root: here("."),
  base: "/studio/",
  publicDir: false,
  plugins: [pageStyles(here("."))],
  build: {
    outDir: here("../../dist/studio"),
    emptyOutDir: true,
    assetsDir: "bundle",
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
  },
});
