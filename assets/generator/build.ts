import { readFileSync, readdirSync } from "node:fs";
import { compileMap } from "./map-compiler.ts";
import { readMapText } from "./map-text.ts";
import { FACINGS, FIGURE, POSES, sheet } from "./people/figure.ts";
import { LOOKS } from "./people/looks.ts";
import { portrait } from "./people/portrait.ts";
import { PORTRAIT } from "./people/shading.ts";
import { encodePng } from "./png.ts";
import { DRAWINGS } from "./props/drawings.ts";
import { PROP, propSheet } from "./props/prop.ts";
import { tiledJson } from "./tiled.ts";
import { createTileset } from "./tiles/tileset.ts";
import { frames } from "./ui/frames.ts";
import { icons } from "./ui/icons.ts";

const MAPS = new URL("maps/", import.meta.url);

/** Every generated file by its path under `assets/public`. The same source always gives the same pictures. */
export function buildAssets(): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const tileset = createTileset();
  files.set("tiles/tiles.png", encodePng(tileset.image));
  for (const file of readdirSync(MAPS).toSorted()) {
    if (!file.endsWith(".txt")) continue;
    const map = readMapText(readFileSync(new URL(file, MAPS), "utf8"), file);
    const json = tiledJson(map, compileMap(map, tileset), tileset);
    files.set(`maps/${file.replace(/\.txt$/, ".json")}`, Buffer.from(json));
  }
  for (const look of LOOKS) {
    files.set(`sprites/${look.name}.png`, encodePng(sheet(look)));
    files.set(`sprites/${look.name}-portrait.png`, encodePng(portrait(look)));
  }
  for (const drawing of DRAWINGS) {
    files.set(`props/prop-${drawing.name}.png`, encodePng(propSheet(drawing)));
  }
  const manifest = {
    figure: FIGURE,
    facings: FACINGS,
    poses: POSES,
    portrait: PORTRAIT,
    names: LOOKS.map(({ name }) => name),
    prop: PROP,
    props: DRAWINGS.map(({ name }) => name),
  };
  files.set("sprites/sprites.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  for (const [name, canvas] of frames()) files.set(`ui/${name}.png`, encodePng(canvas));
  for (const [name, canvas] of icons()) files.set(`ui/${name}.png`, encodePng(canvas));
  return files;
}
