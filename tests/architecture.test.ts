import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

/** The borders of the house (design of the rooms): who may import whom. A new room must be named here to import anything. */

const root = resolve(import.meta.dirname, "..");

/** A folder or file to what it may import: folders of ours, and packages. The longest match counts. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "shared/": ["shared/", "zod", "@colyseus/schema"],
  "server/roleplay/": ["server/roleplay/", "shared/", "zod"],
  "server/roleplay/verbs/english-words.ts": ["compromise"],
  "server/roleplay/lore/lore-pattern.ts": ["re2js"],
  "server/stage/": ["server/stage/", "server/roleplay/", "shared/", "zod"],
  "server/model/": ["server/model/", "server/stage/", "server/roleplay/", "shared/", "zod"],
  "server/model/endpoint.ts": [
    "server/model/",
    "server/stage/",
    "server/roleplay/",
    "shared/",
    "zod",
    "openai",
  ],
  "server/model/backend/breaker.ts": ["server/model/", "server/stage/", "cockatiel"],
  "server/model/queue/gate.ts": ["server/model/", "server/stage/", "p-queue"],
  "server/model/queue/metrics.ts": [
    "server/model/",
    "server/stage/",
    "server/roleplay/",
    "prom-client",
  ],
  "server/model/understudy/": ["server/model/understudy/", "shared/", "zod", "minisearch"],
  "server/rooms/": [
    "server/rooms/",
    "server/stage/",
    "server/roleplay/",
    "shared/",
    "zod",
    "@colyseus/core",
    "@colyseus/ws-transport",
    "express",
  ],
  "server/episodes/": ["server/episodes/", "server/stage/", "server/roleplay/", "shared/", "zod"],
  "server/episodes/log-tables.ts": ["server/stage/", "kysely"],
  "server/episodes/sqlite-driver.ts": ["server/episodes/", "kysely"],
  "server/episodes/sqlite-database.ts": ["server/episodes/", "kysely"],
  "server/episodes/postgres-database.ts": ["server/episodes/", "kysely", "pg"],
  "server/training/": [
    "server/training/",
    "server/episodes/",
    "server/stage/",
    "server/roleplay/",
    "shared/",
    "zod",
  ],
  "server/training/exports/parquet-file.ts": ["server/training/exports/", "hyparquet-writer"],
  "server/worlds/": [
    "server/worlds/",
    "server/stage/",
    "server/roleplay/",
    "shared/",
    "zod",
    "yaml",
  ],
  "server/worlds/tiled/tileset-xml.ts": ["@rgrove/parse-xml"],
  "server/pictures/": ["server/pictures/"],
  "server/pictures/read-jpeg.ts": ["server/pictures/", "@jsquash/jpeg"],
  "server/pictures/read-webp.ts": ["server/pictures/", "@jsquash/webp"],
  "server/studio/": [
    "server/studio/",
    "server/pictures/",
    "server/worlds/",
    "server/episodes/",
    "server/stage/",
    "server/roleplay/",
    "shared/",
    "zod",
  ],
  "server/studio/episodes/": [
    "server/studio/",
    "server/episodes/",
    "server/training/rights/",
    "server/stage/",
    "shared/",
    "zod",
  ],
  "server/studio/studio.ts": ["server/studio/", "shared/", "express"],
  "server/studio/http/": ["server/studio/", "shared/", "express"],
  "server/studio/access/front-door.ts": [
    "server/studio/",
    "server/rooms/",
    "server/stage/",
    "shared/",
  ],
  "server/studio/access/opening.ts": ["server/studio/", "server/rooms/from-here.ts"],
  "server/studio/cards/charx-file.ts": ["server/studio/cards/", "fflate"],
  "server/training/exports/parquet-rows.ts": ["server/training/exports/", "hyparquet"],
  "server/cli/": ["server/", "shared/", "zod", "yaml", "@colyseus/core"],
  "server/main.ts": ["server/", "shared/", "@colyseus/core"],
  "server/dev.ts": ["server/", "shared/", "@colyseus/core"],
  "server/index.ts": ["server/", "shared/"],
  "testing/": ["testing/", "server/", "shared/", "zod"],
  "packaging/": ["packaging/"],
  "client/": ["client/", "shared/", "@colyseus/sdk", "phaser"],
  "client/studio/": ["client/studio/", "shared/", "preact", "@tanstack/form-core", "diff", "zod"],
  "client/game/": [
    "client/index.ts",
    "client/game/",
    "client/plugin/",
    "shared/",
    "phaser",
    "@fontsource",
  ],
};

/** Edges that one file alone crosses. */
const ONLY_IN: Record<string, readonly string[]> = {
  openai: ["server/model/endpoint.ts"],
  cockatiel: ["server/model/backend/breaker.ts"],
  "p-queue": ["server/model/queue/gate.ts"],
  "prom-client": ["server/model/queue/metrics.ts"],
  "node:sqlite": ["server/episodes/database.ts"],
  kysely: [
    "server/episodes/log-tables.ts",
    "server/episodes/sqlite-driver.ts",
    "server/episodes/sqlite-database.ts",
    "server/episodes/postgres-database.ts",
  ],
  pg: ["server/episodes/postgres-database.ts"],
  minisearch: ["server/model/understudy/recall.ts"],
  "hyparquet-writer": ["server/training/exports/parquet-file.ts"],
  "@rgrove/parse-xml": ["server/worlds/tiled/tileset-xml.ts"],
  re2js: ["server/roleplay/lore/lore-pattern.ts"],
  "@jsquash/jpeg": ["server/pictures/read-jpeg.ts"],
  "@jsquash/webp": ["server/pictures/read-webp.ts"],
  fflate: ["server/studio/cards/charx-file.ts"],
  hyparquet: ["server/training/exports/parquet-rows.ts"],
  compromise: ["server/roleplay/verbs/english-words.ts"],
};

function sources(folder: string): string[] {
  const path = join(root, folder);
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:tsx?|js)$/u.test(name) && !name.endsWith(".d.ts"))
    .map((name) => join(path, name));
}

function importsOf(file: string): { specifier: string; typeOnly: boolean }[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gmu,
  );
  return [...found].map((m) => ({ specifier: m[2] ?? m[3] ?? "", typeOnly: m[1] !== undefined }));
}

const files = ["shared", "server", "client", "testing", "packaging"]
  .flatMap(sources)
  .map((f) => relative(root, f));

function ruleFor(file: string): readonly string[] {
  const key = Object.keys(MAY_IMPORT)
    .filter((prefix) => file.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  expect(key, `${file} stands in no room that MAY_IMPORT knows`).toBeDefined();
  return MAY_IMPORT[key ?? ""] ?? [];
}

describe("[A1] who may import whom", () => {
  test.each(files)("[A1] %s", (file) => {
    if (file.endsWith("vite.config.ts")) return;
    const allowed = ruleFor(file);
    for (const { specifier } of importsOf(join(root, file))) {
      if (specifier.startsWith("node:")) {
        expect(
          file.startsWith("server/roleplay") ||
            file.startsWith("shared/") ||
            file.startsWith("server/stage"),
          `${file} is pure and imports ${specifier}`,
        ).toBe(false);
        expect(
          file.startsWith("client/"),
          `${file} runs in a browser and imports ${specifier}`,
        ).toBe(false);
        continue;
      }
      const target = specifier.startsWith(".")
        ? relative(root, resolve(root, dirname(file), specifier))
        : specifier;
      const fine = allowed.some((prefix) => target.startsWith(prefix));
      expect(fine, `${file} may not import ${target}`).toBe(true);
    }
  });
  test("[A1] the client never reaches into the server, not even for a type", () => {
    for (const file of files.filter((f) => f.startsWith("client/"))) {
      if (file.endsWith("vite.config.ts")) continue;
      for (const { specifier } of importsOf(join(root, file)))
        expect(specifier).not.toMatch(/server\//u);
    }
  });
});

describe("[A2] one file crosses each edge", () => {
  test.each(Object.entries(ONLY_IN))("[A2] %s", (name, where) => {
    const importing = files.filter((file) =>
      importsOf(join(root, file)).some(
        ({ specifier }) => specifier === name || specifier.startsWith(`${name}/`),
      ),
    );
    expect(importing.filter((f) => !where.includes(f))).toEqual([]);
  });
});

describe("[A3] private text is opened in few places", () => {
  test("[A3] only the prompt, the persona's mind, a granted mind-read, the episode log, what a judge reads, what a designer rehearses and the parser's own tests read it", () => {
    const readers = files.filter((file) =>
      /\.reveal\(\)/u.test(readFileSync(join(root, file), "utf8")),
    );
    for (const file of readers) {
      expect(file).toMatch(
        /^server\/(?:roleplay\/prompt|roleplay\/utterance|stage\/mind|stage\/chronicle|stage\/story\/mind-read\.ts$|training\/rewards\/judged-text\.ts$|studio\/rehearsal\/live-channels\.ts$|cli\/conformance|cli\/fuzz)/u,
      );
    }
    expect(readers.length).toBeGreaterThan(0);
  });
});
