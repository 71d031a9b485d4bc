import { TILE_LAYERS, type Layers } from "./map-compiler.ts";
import type { MapText } from "./map-text.ts";
import { GROUNDS } from "./things.ts";
import { TILE } from "./tiles/drawing.ts";
import type { Tileset } from "./tiles/tileset.ts";

/** Tiled's JSON map format, version 1.10, orthogonal; such a file can be opened and changed in Tiled. */
export function tiledJson(map: MapText, layers: Layers, tileset: Tileset): string {
  const { width, height } = map;
  let id = 0;
  const nextId = () => ++id;
  const common = { opacity: 1, visible: true, x: 0, y: 0 };
  const tileLayers = TILE_LAYERS.map((name) => ({
    id: nextId(),
    name,
    type: "tilelayer",
    width,
    height,
    ...common,
    data: layers[name],
  }));
  const point = (name: string, x: number, y: number) => ({
    id: nextId(),
    name,
    type: "",
    x: Math.round(x * TILE),
    y: Math.round(y * TILE),
    width: 0,
    height: 0,
    rotation: 0,
    visible: true,
    point: true,
  });
  const group = (name: string, objects: object[]) => ({
    id: nextId(),
    name,
    type: "objectgroup",
    draworder: "topdown",
    ...common,
    objects,
  });
  const places = group(
    "places",
    map.places.map(({ id: name, x, y, width: w, height: h }) => ({
      id: nextId(),
      name,
      type: "",
      x: x * TILE,
      y: y * TILE,
      width: w * TILE,
      height: h * TILE,
      rotation: 0,
      visible: true,
    })),
  );
  const spots = group(
    "spots",
    map.spots.map((spot) => point(spot.id, spot.x + 0.5, spot.y + 0.5)),
  );
  const lights = group(
    "lights",
    map.lights.map(({ kind, x, y, radius }) => ({
      ...point(kind, x, y),
      properties: [{ name: "radius", type: "float", value: radius }],
    })),
  );
  const file = {
    type: "map",
    version: "1.10",
    tiledversion: "1.11.0",
    orientation: "orthogonal",
    renderorder: "right-down",
    infinite: false,
    compressionlevel: -1,
    width,
    height,
    tilewidth: TILE,
    tileheight: TILE,
    nextlayerid: id + 1,
    nextobjectid: id + 1,
    layers: [...tileLayers, places, spots, lights],
    tilesets: [
      {
        firstgid: 1,
        name: "tiles",
        image: "../tiles/tiles.png",
        imagewidth: tileset.image.width,
        imageheight: tileset.image.height,
        tilewidth: TILE,
        tileheight: TILE,
        tilecount: tileset.count,
        columns: tileset.columns,
        margin: 0,
        spacing: 0,
        tiles: tileFacts(tileset),
      },
    ],
  };
  return `${JSON.stringify(file)}\n`;
}

/** One entry a tile, whatever there is to say of it. */
function tileFacts(tileset: Tileset): object[] {
  const facts = new Map<number, object>();
  for (const fact of [...animated(tileset), ...outdoorTiles(tileset)]) {
    facts.set(fact.id, { ...facts.get(fact.id), ...fact });
  }
  return [...facts.values()];
}

function animated(tileset: Tileset): { id: number }[] {
  return tileset.animations.map(({ tile, ms, frames }) => ({
    id: tile,
    animation: frames.map((tileid) => ({ tileid, duration: ms })),
  }));
}

/** Grounds carry the properties `outdoors` (rain falls there) and `air` (the night is their light). */
function outdoorTiles(tileset: Tileset): { id: number }[] {
  const water = Array.from({ length: 16 }, (_, edges) => `water-${edges}`);
  const open = [
    ...Object.values(GROUNDS).filter(({ air }) => air),
    ...[...water, "water-far"].map((drawing) => ({ drawing, outdoors: true, air: true })),
  ];
  return open.flatMap(({ drawing, outdoors, air }) => {
    const names = tileset.has(drawing) ? [drawing] : [];
    for (let index = 0; tileset.has(`${drawing}-${index}`); index++) {
      names.push(`${drawing}-${index}`);
    }
    return names.flatMap((name) =>
      tileset.drawing(name).frames.map((_, frame) => ({
        id: tileset.tile(name) + frame,
        properties: [
          { name: "outdoors", type: "bool", value: outdoors },
          { name: "air", type: "bool", value: air },
        ],
      })),
    );
  });
}
