import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

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

/**
 * Style sheets in a page's folder hold for that page alone: once loaded they stay in the document, and without this a
 * name that two pages use would change the one by a visit to the other. A page's folder is named as its address is;
 * what lies in `parts/` holds everywhere.
 */
function pageStyles(root: string): Plugin {
  return {
    name: "dramatis:page-styles",
    enforce: "pre",
    transform(code, id) {
      const path = relative(root, id.replace(/[?#].*$/u, ""));
      const [folder, ...below] = path.split(sep);
      if (!path.endsWith(".css") || below.length === 0) return null;
      if (folder === ".." || folder === "parts") return null;
      return { code: `@scope (main[data-page="${folder}"]) {\n${code}\n}\n`, map: null };
    },
  };
}
