import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { keptFiles } from "../../server/studio/maps/print-map.ts";
import { aTileset, aTownsMap, printUpload, tilesPng, upload } from "../studio/maps/make.ts";
import { check, type Check } from "./check.ts";

/** A world of ours plays on a map that was brought in: tiles of 32 pixels, a wall, a pond, a roof to walk under. */

const worlds = mkdtempSync(join(tmpdir(), "dramatis-maps-"));
const world = join(worlds, "salt-lantern");
cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
  recursive: true,
});
const tileset = aTileset({ tilewidth: 32, tileheight: 32, imagewidth: 128, imageheight: 32 });
const made = printUpload(
  upload({ "town.tmj": aTownsMap({ tilesets: [tileset] }), "tiles.png": tilesPng(32) }),
);
assert.ok(made.ok, made.ok ? "" : `${made.code}: ${made.about}`);
const map = keptFiles(made, "Town");
mkdirSync(join(world, "maps"));
writeFileSync(join(world, "maps", `${map.name}.json`), map.text);
writeFileSync(join(world, "maps", `${map.name}.png`), map.png);
const scene = join(world, "scene.yaml");
writeFileSync(
  scene,
  readFileSync(scene, "utf8")
    .replace(/^map: .*$/mu, `map: ${map.name}`)
    .replace(/, tile: \{[^}]*\}/gu, ""),
);
export const args = ["--scene", world];
export const done = (): void => rmSync(worlds, { recursive: true, force: true });

export const checks: Check[] = [
  check(
    "[ST63] a map that was brought in is drawn, walked on, and keeps bodies out of its walls",
    async (stage) => {
      const ann = await stage.enter("Ann");
      const { page } = ann;
      const probe = await ann.probe();
      assert.equal(probe.scene?.map, map.name);
      const own = probe.cast.find(({ id }) => id === probe.you);
      assert.deepEqual([own?.x, own?.y], [12, 13]);
      // Personas stand on free tiles of it, and walk there.
      for (const { id, x, y } of probe.cast)
        assert.ok(made.plan.rows[Math.round(y)]?.[Math.round(x)] === ".", `${id} at ${x}, ${y}`);
      await ann.goTo(10, 9);
      const moved = await ann.probe();
      for (const { id, x, y } of moved.cast)
        assert.ok(made.plan.rows[Math.round(y)]?.[Math.round(x)] === ".", `${id} at ${x}, ${y}`);
      await stage.picture(ann, "brought-map");
      const pixels = await page.evaluate(async (name) => {
        const picture = await createImageBitmap(await (await fetch(`/maps/${name}.png`)).blob());
        return [picture.width, picture.height];
      }, map.name);
      assert.deepEqual(pixels, [made.kept.atlas.width, made.kept.atlas.height]);
      const served = await page.evaluate(
        async (name) => (await fetch(`/maps/${name}.json`)).text(),
        map.name,
      );
      assert.doesNotMatch(served, /square|entrance/u);
      assert.deepEqual(ann.faults, []);
    },
  ),
];
