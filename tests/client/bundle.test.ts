import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readWorld } from "../../server/worlds/read-world.ts";

/** What a browser can load: every built file, searched for words that must stay on the server. */

const root = resolve(import.meta.dirname, "../..");
const dist = join(root, "dist", "client");
let files: { name: string; text: string }[] = [];

beforeAll(() => {
  const build = spawnSync("npm", ["run", "build"], { cwd: root, encoding: "utf8" });
  expect(build.status, build.stderr).toBe(0);
  files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, text: readFileSync(name, "utf8") }));
}, 120_000);

describe("[A4] the built page", () => {
  test("[A4] was built, and holds what the page needs", () => {
    expect(files.some(({ name }) => name.endsWith("index.html"))).toBe(true);
    expect(files.some(({ text }) => text.includes("npc:say"))).toBe(true);
  });
  test.each([
    "role-thinking",
    "system-thinking",
    "system_thinking",
    "role_thinking",
    "model-call",
    "PrivateText",
    "revealed_when",
    "im_start",
  ])("[A4] holds no word of the server: %s", (word) => {
    expect(files.filter(({ text }) => text.includes(word)).map(({ name }) => name)).toEqual([]);
  });
  test("[A4] comes without source maps", () => {
    const maps = files.filter(
      ({ name, text }) => name.endsWith(".map") || text.includes("sourceMappingURL"),
    );
    expect(maps).toEqual([]);
  });
  test("[A4] holds no sentence that only a sheet may hold", async () => {
    let checked = 0;
    const found: string[] = [];
    for (const folder of readdirSync(join(root, "assets", "worlds"))) {
      const read = await readWorld(join(root, "assets", "worlds", folder));
      if (!read.ok) throw new Error(read.problems.join("\n"));
      for (const { profile, experience, relationships, private: own } of read.world.personas) {
        const texts = [
          ...own.secrets.flatMap((secret) => [secret.text, secret.revealed_when ?? ""]),
          ...own.knowledge_limits,
          ...Object.values(relationships),
          own.motivation,
          profile,
          experience,
        ];
        for (const sentence of texts.flatMap((text) => text.split(/(?<=[.!?。！？])\s*/u))) {
          const words = sentence.trim();
          if (words.length < 12) continue;
          checked += 1;
          if (files.some(({ text }) => text.includes(words))) found.push(words);
        }
      }
    }
    expect(found).toEqual([]);
    expect(checked).toBeGreaterThan(100);
  });
});
