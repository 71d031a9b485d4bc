import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  openGround,
  openScene,
  type OpenSceneOptions,
  type WorldInput,
} from "../../server/index.ts";

/** A game's own world and ground, wherever they are. */

const folder = mkdtempSync(join(tmpdir(), "dramatis-open-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { DRAMATIS_DATA_DIR: join(folder, "data"), DRAMATIS_MEMORY: "false" };

const ada = {
  id: "ada",
  name: "Ada",
  public: { appearance: "A pilot.", known: "Ada pilots ships." },
  profile: "Ada is a pilot.",
};
const world: WorldInput = {
  scene: {
    id: "quay",
    title: "The quay",
    world: "Harbour",
    setting: "A quay.",
    cast: [{ persona: "ada" }],
  },
  personas: [ada],
};
async function groundOf(options: OpenSceneOptions, named: string | WorldInput = world) {
  const play = await openScene(named, { env, ...options });
  const { ground } = play.options().scene;
  await play.close();
  return ground;
}
function map(name: string, changes: object): string {
  const file = join(folder, name);
  const tiles = { name: "Solid", type: "tilelayer", data: [0, 5, 0, 0, 0, 7, 0, 0, 2_147_483_655] };
  const tilesets = [
    { firstgid: 1, tiles: [{ id: 6, properties: [{ name: "collides", value: true }] }] },
  ];
  const whole = { width: 3, height: 3, tilewidth: 32, tileheight: 32, layers: [tiles], tilesets };
  writeFileSync(file, JSON.stringify({ ...whole, ...changes }));
  return file;
}

describe("[Z12] a scene in somebody else's game", () => {
  test("[Z12] is a world as code on open ground, or a folder of files", async () => {
    const ground = openGround({ width: 5, height: 4, spots: { ada: { x: 4, y: 3 } } });
    expect(await groundOf({ ground })).toBe(ground);
    const files = resolve(import.meta.dirname, "../../templates/game/npcs/tavern");
    expect((await groundOf({ ground }, files)).width).toBe(5);
    expect((await groundOf({})).width).toBeGreaterThan(5);
  });

  test("[Z12] plays on the game's own Tiled map: layers by their names there, and tiles that collide", async () => {
    const file = map("a.json", {});
    const plain = await groundOf({ ground: file });
    const blocked = (ground: typeof plain) =>
      Array.from({ length: 9 }, (_, i) => i).filter((i) =>
        ground.blocked(i % 3, Math.floor(i / 3)),
      );
    // The last tile is the colliding one, turned over.
    expect(blocked(plain)).toEqual([5, 8]);
    expect(plain.walled(2, 1)).toBe(false);
    const named = await groundOf({ ground: { map: file, walls: ["Solid"] } });
    expect(blocked(named)).toEqual([1, 5, 8]);
    expect(named.walled(1, 0)).toBe(true);
  });

  test.each([
    ["a map that is not there", join(folder, "none.json"), "could not be read as JSON"],
    [
      "layers that are packed",
      map("b.json", { layers: [{ name: "L", type: "tilelayer", data: "eJwD" }] }),
      "the tile layer format CSV",
    ],
    [
      "a layer that it has not",
      { map: map("c.json", {}), walls: ["Walls"] },
      'no layer "Walls"; its layers: Solid',
    ],
  ])("[Z12] %s is refused in words", async (_what, ground, words) => {
    await expect(groundOf({ ground })).rejects.toThrow(words);
  });

  test("[Z12] ground that cannot be is refused where it is made", () => {
    expect(() => openGround({ width: 0, height: 4 })).toThrow("a whole number from 1 to 1024");
    expect(() => openGround({ width: 4.5, height: 4 })).toThrow("width is 4.5");
    expect(() => openGround({ width: 4, height: 4, spots: { ada: { x: 4, y: 0 } } })).toThrow(
      'the spot "ada"',
    );
  });

  test("[Z12] every fault of a world as code is told at once, with its path and no private word", async () => {
    const broken = {
      scene: { ...world.scene, cast: [{ persona: "ada" }, { persona: "bea" }] },
      personas: [{ ...ada, private: { motivation: 7 }, profil: "A LONG SECRET PROFILE" }, ada],
    } as unknown as WorldInput;
    const fault = await openScene(broken, { env }).catch((error: Error) => error.message);
    expect(fault).toMatch(/persona ada: id: found again/u);
    expect(fault).toMatch(/bea/u);
    expect(fault).not.toContain("SECRET");
  });
});
