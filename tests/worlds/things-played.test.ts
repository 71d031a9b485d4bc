import { describe, expect, test } from "vitest";
import { readWorld } from "../../server/worlds/read-world.ts";
import { readFile } from "node:fs/promises";
import { readGround } from "../../server/stage/ground.ts";
import { aDeedPlay } from "../doubles/a-deed-play.ts";

/** The things of the delivered worlds, under the rules. */
async function aWorld(name: string) {
  const read = await readWorld(`assets/worlds/${name}`);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { scene } = read.world;
  const map: unknown = JSON.parse(await readFile(`assets/public/maps/${scene.map}.json`, "utf8"));
  const ground = readGround(map);
  if (!ground.ok) throw new Error(ground.problem);
  const play = aDeedPlay({ scene: { ...read.world, ground: ground.ground } });
  return { ...play, props: read.world.things.props };
}

describe("[V1] The Salt Lantern's truth is not to be had by taking", () => {
  test("[V1] every thing lies on the map, and someone can get to it", async () => {
    for (const name of ["salt-lantern", "yuye-chaguan"]) {
      const play = await aWorld(name);
      play.join("p-1", "Ayla", 0, 0);
      for (const { id, x, y, holder } of play.shown.values()) {
        if (holder !== "") continue;
        const { cast } = play.director;
        const tile = cast.freeTileNear({ x, y });
        expect(Math.hypot(tile.x - x, tile.y - y), id).toBeLessThanOrEqual(2);
      }
    }
  });
  test("[V1] what proves something is hidden, held or watched when the scene opens", async () => {
    const play = await aWorld("salt-lantern");
    const shown = [...play.shown.keys()];
    for (const id of ["report-page", "rough-log-page", "lamp-oil-ledger", "tower-key"])
      expect(shown).not.toContain(id);
    play.join("p-1", "Ayla");
    const beside = async (id: string, verb: string, target?: string, item?: string) => {
      const { x = 0, y = 0 } = play.shown.get(id) ?? {};
      const { x: tx, y: ty } = play.director.cast.freeTileNear({ x, y });
      play.stand("p-1", tx, ty);
      await play.clock.pass(3000);
      return play.act("p-1", verb, target, item);
    };
    expect(await beside("leather-case", "open", "leather-case")).toMatchObject({ ok: false });
    expect(await beside("leather-case", "take", undefined, "leather-case")).toMatchObject({
      refusal: "not-yours",
    });
    expect(await beside("rice-tin", "open", "rice-tin")).toMatchObject({ refusal: "not-yours" });
    expect(await beside("sixth-bowl", "take", undefined, "sixth-bowl")).toMatchObject({
      refusal: "not-yours",
    });
    expect(await beside("lead-seal", "open", "lead-seal")).toMatchObject({ refusal: "locked" });
    expect(await beside("orange", "take", undefined, "orange")).toEqual({ ok: true });
    expect(await beside("storm-glass", "take", undefined, "storm-glass")).toEqual({ ok: true });
    expect(await beside("keepers-chair", "sit", "keepers-chair")).toEqual({ ok: true });
  });
  test("[V1] the seal opens to who was given the second key", async () => {
    const play = await aWorld("salt-lantern");
    play.join("p-1", "Ayla", 25, 12);
    await play.walk(200);
    expect(play.attempt("tamsin-wenn", "give", "p-1", "tower-key")).toMatchObject({
      outcome: "done",
    });
    play.stand("p-1", 38, 11);
    expect(play.act("p-1", "open", "lead-seal")).toEqual({ ok: true });
    expect(play.shown.get("lead-seal")).toMatchObject({ open: true });
  });
});
