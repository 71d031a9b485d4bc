import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { nameOfGame, writeGame } from "../../server/cli/new-game.ts";
import { readWorld } from "../../server/worlds/read-world.ts";

/** What `npx dramatis init` writes, without installing it; `npm run check:game` plays it. */

const folder = mkdtempSync(join(tmpdir(), "dramatis-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("[Z9] a new game", () => {
  test("[Z9] has its own name in its package, its page and its README", () => {
    const game = join(folder, "salt-and-rain");
    const written = writeGame(game, "salt-and-rain", "1.2.3");
    expect(written).toMatchObject({ ok: true });
    const json = JSON.parse(readFileSync(join(game, "package.json"), "utf8"));
    expect(json).toMatchObject({ name: "salt-and-rain", dependencies: { dramatis: "1.2.3" } });
    for (const file of ["client/index.html", "README.md", "server/main.ts"]) {
      expect(readFileSync(join(game, file), "utf8")).toContain("Salt And Rain");
      expect(readFileSync(join(game, file), "utf8")).not.toContain("My Game");
    }
    expect(readdirSync(game)).toEqual(
      expect.arrayContaining([".env.example", ".gitignore", ".npmrc"]),
    );
    expect(readdirSync(game)).not.toContain("gitignore");
  });

  test("[Z9] depends on the version that wrote it, unless told otherwise", () => {
    const own = JSON.parse(
      readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"),
    );
    writeGame(join(folder, "b"), "b");
    const json = JSON.parse(readFileSync(join(folder, "b/package.json"), "utf8"));
    expect(json.dependencies.dramatis).toBe(`^${own.version}`);
  });

  test("[Z9] its world is sound, and keeps what it should", async () => {
    const read = await readWorld(resolve(import.meta.dirname, "../../templates/game/npcs/tavern"));
    expect(read).toMatchObject({ ok: true, warnings: [] });
  });

  test.each(["README.md", "src", ".env"])("[Z9] a folder that holds %s stays as it is", (name) => {
    const game = join(folder, `taken-by-${name.replace(/\W/gu, "")}`);
    mkdirSync(game);
    writeFileSync(join(game, name), "mine");
    expect(writeGame(game, "taken")).toEqual({
      ok: false,
      problem: expect.stringContaining("nothing was written"),
    });
    expect(readdirSync(game)).toEqual([name]);
    expect(readFileSync(join(game, name), "utf8")).toBe("mine");
  });

  test("[Z9] a fresh repository is a fine place; a file, or a link to nowhere, is none", () => {
    const game = join(folder, "fresh");
    mkdirSync(join(game, ".git"), { recursive: true });
    expect(writeGame(game, "fresh")).toMatchObject({ ok: true });
    writeFileSync(join(folder, "a-file"), "mine");
    expect(writeGame(join(folder, "a-file"), "a-file")).toMatchObject({ ok: false });
    symlinkSync(join(folder, "nowhere", "at", "all"), join(folder, "a-link"));
    expect(writeGame(join(folder, "a-link"), "a-link")).toMatchObject({ ok: false });
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    expect(writeGame(join(folder, "a-file", "under-it"), "under-it")).toMatchObject({ ok: false });
  });

  test.each(["my-game", "g", "game.2", "a_b"])("[Z9] %j is a name", (name) => {
    expect(nameOfGame(`some/where/${name}/`)).toEqual({ ok: true, name });
  });
  test.each([
    "My-Game",
    ".git",
    "-x",
    "a b",
    "游戏",
    "a".repeat(101),
    "phaser",
    "dramatis",
    "a\nb",
    "/",
  ])("[Z9] %j is none, and the message says what is", (name) => {
    const named = nameOfGame(name);
    expect(named).toMatchObject({ ok: false });
    expect(named.ok ? "" : named.problem).toMatch(/such as my-game|take another one/u);
  });
});
