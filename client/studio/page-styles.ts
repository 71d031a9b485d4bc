import { relative, sep } from "node:path";
import type { Plugin } from "vite";

/**
 * Style sheets in a page's folder hold for that page alone: once loaded they stay in the document, and without this a
 * name that two pages use would change the one by a visit to the other. A page's folder is named as its address is;
 * what lies in `parts/` holds everywhere.
 */
export function pageStyles(root: string): Plugin {
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
