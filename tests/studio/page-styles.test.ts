import { resolve } from "node:path";
import { build } from "vite";
import { describe, expect, test } from "vitest";
import { PAGES } from "../../client/studio/pages.ts";

const config = resolve(import.meta.dirname, "../../client/studio/vite.config.ts");

describe("[ST13] a page's styles", () => {
  test("[ST13] hold for that page alone, and the shared ones everywhere", async () => {
    const built = await build({ configFile: config, logLevel: "silent", build: { write: false } });
    const { output } = [built].flat()[0] as { output: { fileName: string; source?: unknown }[] };
    const sheets = new Map(
      output
        .filter(({ fileName }) => fileName.endsWith(".css"))
        .map(({ fileName, source }) => [
          fileName.replace(/^bundle\/(.*)-[^-]+(?:-.{1,3})?\.css$/u, "$1"),
          String(source),
        ]),
    );
    const pages = PAGES.filter(({ path }) => sheets.has(`${path}-page`));
    expect(pages.length).toBeGreaterThan(5);
    for (const { path } of pages) {
      const css = sheets.get(`${path}-page`) ?? "";
      const scopes = css.match(/@scope\s*\([^)]*\)/gu) ?? [];
      expect(css.startsWith("@scope"), path).toBe(true);
      expect(new Set(scopes), path).toEqual(new Set([`@scope(main[data-page=${path}])`]));
      sheets.delete(`${path}-page`);
    }
    expect(sheets.size).toBeGreaterThan(1);
    for (const [name, css] of sheets) expect(css, name).not.toContain("@scope");
  });
});
