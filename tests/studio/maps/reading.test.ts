import { describe, expect, test } from "vitest";
import { readKeptMap, keptMapText, servedMapText } from "../../../server/worlds/kept-map.ts";
import { readPng } from "../../../server/pictures/read-png.ts";
import { keptFiles, type PrintedMap } from "../../../server/studio/maps/print-map.ts";
import { proofOf } from "../../../server/studio/maps/print-upload.ts";
import { gradient, jpeg, webp } from "../../pictures/make.ts";
import { readGround } from "../../../server/stage/ground.ts";
import {
  aMap,
  aMapsFiles,
  aTileset,
  GRASS,
  packed,
  printUpload,
  ROOF,
  STONE,
  tiles,
  tilesPng,
  upload,
  WATER,
  type Files,
} from "./make.ts";

function printed(files: Files): PrintedMap {
  const made = printUpload(upload(files));
  if (!made.ok) throw new Error(`${made.code}: ${made.about}`);
  return made;
}

const refusal = (files: Files) => {
  const made = printUpload(upload(files));
  return made.ok ? null : made.code;
};

const PLAN = ["########", "#......#", "#......#", "#...~..#", "#......#", "########"];

/** The colour in the middle of a tile of a layer, as the atlas has it. */
function colourAt(map: PrintedMap, layer: number, x: number, y: number, px = 8, py = 8) {
  const { kept, png } = map;
  const read = readPng(png);
  if (!read.ok) throw new Error(read.message);
  const tile = kept.layers[layer]!.tiles[y * kept.width + x]! - 1;
  const side = kept.tile + 2;
  const left = (tile % kept.atlas.columns) * side + 1 + px;
  const top = Math.floor(tile / kept.atlas.columns) * side + 1 + py;
  const at = (top * read.picture.width + left) * 4;
  return [...read.picture.pixels.subarray(at, at + 4)];
}

const GREEN = [60, 140, 60, 255];
const RED = [150, 60, 40, 255];
const BLUE = [50, 80, 170, 255];
const WHITE = [255, 255, 255, 255];

describe("[ST61] Tiled maps are read", () => {
  test("[ST61] a plain map: floor, walls, blocks, what stands above, places and spots", () => {
    const map = printed(aMapsFiles());
    expect(map.plan.rows).toEqual(PLAN);
    expect(map.plan.places).toEqual([
      { id: "the-bar", name: "The Bar", x: 1, y: 1, width: 3, height: 2 },
    ]);
    expect(map.plan.spots.map(({ id, x, y }) => [id, x, y])).toEqual([
      ["entrance", 1, 4],
      ["mara", 2, 2],
    ]);
    expect(map.layers.map(({ name, becomes }) => [name, becomes])).toEqual([
      ["grass", "under"],
      ["Walls", "walls"],
      ["pond", "under"],
      ["roof", "over"],
      ["things", "places"],
    ]);
    expect(map.warnings.map(({ code }) => code)).toEqual(["ids-changed"]);
    expect(colourAt(map, 0, 3, 3)).toEqual(GREEN);
    expect(colourAt(map, 2, 4, 3)).toEqual(BLUE);
    expect(colourAt(map, 3, 2, 1)).toEqual(RED);
  });

  test.each(["", "zlib", "gzip", "zstd"] as const)("[ST61] packed data (%s)", (compression) => {
    const plain = aMap();
    const layers = (plain["layers"] as Record<string, unknown>[]).map((layer) =>
      Array.isArray(layer["data"])
        ? { ...layer, ...packed(layer["data"] as number[], compression) }
        : layer,
    );
    expect(printed(aMapsFiles({ ...plain, layers })).plan.rows).toEqual(PLAN);
  });

  test("[ST61] an endless map begins where its first chunk does, also left of and above 0", () => {
    const chunk = (x: number, y: number, gid: number) => ({
      x,
      y,
      width: 4,
      height: 4,
      data: Array.from({ length: 16 }, () => gid),
    });
    const map = printed(
      aMapsFiles(
        aMap({
          infinite: true,
          width: 0,
          height: 0,
          layers: [
            {
              name: "ground",
              type: "tilelayer",
              width: 8,
              height: 4,
              startx: -4,
              starty: -4,
              chunks: [chunk(-4, -4, GRASS), chunk(0, -4, WATER)],
            },
            {
              name: "spots",
              type: "objectgroup",
              objects: [{ name: "start", x: -60, y: -60, point: true }],
            },
          ],
        }),
      ),
    );
    expect(map.plan.rows).toEqual(Array.from({ length: 4 }, () => "....~~~~"));
    expect(map.plan.spots).toEqual([{ id: "entrance", name: "start", x: 0, y: 0 }]);
  });

  test("[ST61] groups, opacity and hidden layers", () => {
    const base = aMap()["layers"] as Record<string, unknown>[];
    const data = base[2]!["data"];
    const map = printed(
      aMapsFiles(
        aMap({
          layers: [
            base[0],
            {
              name: "town",
              type: "group",
              opacity: 0.5,
              layers: [tiles("pond", data, { opacity: 0.5 })],
            },
            { name: "off", type: "group", visible: false, layers: [tiles("never", data)] },
            tiles("collision", base[1]!["data"], { visible: false }),
          ],
        }),
      ),
    );
    expect(map.layers.map(({ name, becomes }) => [name, becomes])).toEqual([
      ["grass", "under"],
      ["town/pond", "under"],
      ["off/never", "left-out"],
      ["collision", "blocks"],
    ]);
    expect(map.kept.layers.map(({ opacity }) => opacity)).toEqual([1, 0.25]);
    expect(map.plan.rows[0]).toBe("~~~~~~~~");
  });

  test("[ST61] tilesets in files of their own: JSON, XML, and a collection of pictures", () => {
    const { firstgid: _, ...own } = aTileset();
    const json = aMap({ tilesets: [{ firstgid: 1, source: "sets/ground.tsj" }] });
    expect(
      printed({
        "maps/town.tmj": json,
        "maps/sets/ground.tsj": { ...own, image: "../../art/tiles.png" },
        "art/tiles.png": tilesPng(),
      }).plan.rows,
    ).toEqual(PLAN);
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<tileset version="1.10" name="ground" tilewidth="16" tileheight="16" spacing="2" margin="1" tilecount="4" columns="4">
 <image source="tiles.png" width="72" height="18"/>
 <tile id="2"><properties><property name="collides" type="bool" value="true"/></properties></tile>
</tileset>`;
    const spaced = printed({
      "town.tmj": aMap({ tilesets: [{ firstgid: 1, source: "ground.tsx" }] }),
      "ground.tsx": xml,
      "tiles.png": tilesPng(16, 1, 2),
    });
    expect(spaced.plan.rows).toEqual(PLAN);
    expect(colourAt(spaced, 3, 2, 1, 0, 0)).toEqual(WHITE);
    expect(colourAt(spaced, 3, 2, 1, 15, 15)).toEqual(RED);
    // Each tile a picture; the stone is twice as tall as the floor's tiles, and stands on its lower edge.
    const collection = {
      firstgid: 1,
      name: "pictures",
      tilewidth: 16,
      tileheight: 32,
      tilecount: 2,
      columns: 0,
      tiles: [
        { id: 0, image: "grass.png", imagewidth: 16, imageheight: 16 },
        { id: 1, image: "tall.png", imagewidth: 64, imageheight: 32 },
      ],
    };
    const tall = Array.from({ length: 48 }, (_one, i) => (i === 2 * 8 + 1 ? STONE : 0));
    const map = printed({
      "town.tmj": aMap({
        layers: [(aMap()["layers"] as unknown[])[0], tiles("tall", tall)],
        tilesets: [collection],
      }),
      "grass.png": tilesPng(),
      "tall.png": tilesPng(32).slice(),
    });
    const laid = [...map.kept.layers[1]!.tiles.keys()].filter(
      (at) => map.kept.layers[1]!.tiles[at] !== 0,
    );
    expect(laid).toEqual([9, 10, 11, 12, 17, 18, 19, 20]);
  });

  test("[ST61] turned tiles are painted turned", () => {
    const bits = { x: 0x8000_0000, y: 0x4000_0000, d: 0x2000_0000 };
    const [plain, overX, overY, right] = [0, bits.x, bits.y, bits.d + bits.x].map(
      (turn) => ROOF + turn,
    );
    const row = [plain, overX, overY, right, 0, 0, 0, 0];
    const data = [...row, ...Array.from({ length: 40 }, () => GRASS)];
    const map = printed(aMapsFiles(aMap({ layers: [tiles("turned", data)] })));
    expect(colourAt(map, 0, 0, 0, 0, 0)).toEqual(WHITE);
    expect(colourAt(map, 0, 1, 0, 15, 0)).toEqual(WHITE);
    expect(colourAt(map, 0, 2, 0, 0, 15)).toEqual(WHITE);
    // A quarter turn to the right: the upper left corner comes to the upper right.
    expect(colourAt(map, 0, 3, 0, 15, 0)).toEqual(WHITE);
  });

  test("[ST61] collision: a property, tiles' shapes, objects, and layers by name", () => {
    const grass = (aMap()["layers"] as unknown[])[0];
    const rows = (layers: readonly unknown[], tileset: object = {}) =>
      printed(aMapsFiles(aMap({ layers, tilesets: [aTileset(tileset)] }))).plan.rows;
    const one = Array.from({ length: 48 }, (_one, i) => (i === 9 ? STONE : 0));
    const shape = { objects: [{ x: 2, y: 2, width: 12, height: 12 }] };
    expect(rows([grass, tiles("x", one)], { tiles: [{ id: 1, objectgroup: shape }] })[1]).toBe(
      ".~......",
    );
    expect(rows([grass, tiles("collision", one)])[1]).toBe(".~......");
    expect(rows([grass, tiles("furniture", one)])[1]).toBe(".~......");
    expect(
      rows([grass, tiles("any", one, { properties: [{ name: "collides", value: true }] })])[1],
    ).toBe(".~......");
    const drawn = (name: string, object: object) =>
      rows([grass, { name, type: "objectgroup", objects: [object] }])[1];
    expect(drawn("Collisions", { x: 16, y: 16, width: 32, height: 16 })).toBe(".~~.....");
    expect(drawn("walls", { x: 16, y: 16, width: 32, height: 16 })).toBe(".##.....");
    const corner = [
      { x: 0, y: 0 },
      { x: 48, y: 0 },
      { x: 0, y: 48 },
    ];
    expect(drawn("collision", { x: 16, y: 16, polygon: corner })).toBe(".~~.....");
  });

  test("[ST61] tiles that move move on, with their pictures in the new atlas", () => {
    const animation = [
      { tileid: 2, duration: 200 },
      { tileid: 3, duration: 300 },
    ];
    const map = printed(
      aMapsFiles(aMap({ tilesets: [aTileset({ tiles: [{ id: 2, animation }] })] })),
    );
    expect(map.kept.atlas.moving).toHaveLength(1);
    expect(map.kept.atlas.moving[0]!.frames.map(({ ms }) => ms)).toEqual([200, 300]);
    expect(colourAt(map, 2, 4, 3)).toEqual(BLUE);
  });

  test.each([16, 32, 48])("[ST61] tiles of %i pixels", (tile) => {
    const map = printed({
      "town.tmj": aMap({
        tilewidth: tile,
        tileheight: tile,
        tilesets: [aTileset({ tilewidth: tile, tileheight: tile })],
        layers: (aMap()["layers"] as unknown[]).slice(0, 4),
      }),
      "tiles.png": tilesPng(tile),
    });
    expect(map.plan.rows).toEqual(PLAN);
    expect(map.kept.tile).toBe(tile);
  });

  test("[ST61] names that no world can write get ids, and a map without an entrance is given one", () => {
    const map = printed(
      aMapsFiles(
        aMap({
          layers: [
            ...(aMap()["layers"] as unknown[]).slice(0, 2),
            {
              name: "地点",
              type: "objectgroup",
              objects: [
                { name: "酒馆", x: 16, y: 16, width: 32, height: 32 },
                { name: "Café", x: 48, y: 16, width: 32, height: 32 },
                { name: "cafe", x: 48, y: 48, width: 16, height: 16 },
                { name: "in-the-wall", x: 1, y: 1, point: true },
                { name: "far", x: 9_000, y: 9_000, width: 16, height: 16 },
              ],
            },
          ],
        }),
      ),
    );
    expect(map.plan.places.map(({ id }) => id)).toEqual(["place-1", "cafe", "cafe-2"]);
    expect(map.plan.spots.map(({ id, x, y }) => [id, x, y])).toEqual([
      ["in-the-wall", 1, 1],
      ["entrance", 4, 4],
    ]);
    expect(map.warnings.map(({ code }) => code)).toEqual([
      "no-entrance",
      "ids-changed",
      "spots-moved",
      "places-outside",
    ]);
  });

  test("[ST61] what cannot be read is refused by its reason", () => {
    const map = (more: object) => refusal(aMapsFiles(aMap({ ...more })));
    expect(map({ orientation: "isometric" })).toBe("not-orthogonal");
    expect(map({ orientation: "hexagonal" })).toBe("not-orthogonal");
    expect(map({ tileheight: 8 })).toBe("tile-shape");
    expect(map({ tilewidth: 512, tileheight: 512 })).toBe("tile-size");
    expect(
      map({ layers: [{ name: "t", type: "objectgroup", objects: [{ template: "a.tx" }] }] }),
    ).toBe("templates");
    expect(map({ layers: [tiles("short", [1, 2, 3])] })).toBe("data");
    expect(map({ layers: [] })).toBe("no-floor");
    expect(
      map({ layers: [tiles("odd", "AAAA", { encoding: "base64", compression: "lzma" })] }),
    ).toBe("compression");
    expect(map({ tilesets: [{ firstgid: 1, source: "gone.tsj" }] })).toBe("tileset-missing");
    expect(map({ tilesets: [aTileset({ image: "gone.png" })] })).toBe("picture-missing");
    expect(refusal({ "town.tmj": aMap(), "tiles.png": "no picture" })).toBe("picture-kind");
    expect(refusal({ "tiles.png": tilesPng() })).toBe("no-map");
    expect(refusal({ "a.tmj": aMap(), "b.tmj": aMap() })).toBe("several-maps");
    expect(refusal({ "town.tmx": "<map/>" })).toBe("xml-map");
    expect(refusal({ "town.tmj": "{" })).toBe("not-json");
    expect(refusal({ "town.tmj": [] })).toBe("not-tiled");
  });
});

describe("[ST62] a map is printed anew", () => {
  test("[ST62] what is kept is read back as it was, by the game's own reader too", () => {
    const map = printed(aMapsFiles());
    const { name, text } = keptFiles(map, "My town");
    expect(name).toMatch(/^map-[0-9a-f]{32}$/u);
    const again = readKeptMap(text);
    expect(again).toEqual({ ...map.kept, title: "My town" });
    expect(keptMapText(again!, name)).toBe(text);
    const ground = readGround(JSON.parse(text));
    if (!ground.ok) throw new Error(ground.problem);
    const { blocked, walled, places, spots } = ground.ground;
    expect([blocked(0, 0), walled(0, 0), blocked(4, 3), walled(4, 3), blocked(3, 3)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([...places.keys()]).toEqual(["the-bar"]);
    expect(spots.get("entrance")).toEqual({ x: 1, y: 4 });
  });

  test("[ST62] the same map has the same name whatever it is called, and another one another", () => {
    const map = printed(aMapsFiles());
    expect(keptFiles(map, "a").name).toBe(keptFiles(map, "b").name);
    const other = printed(
      aMapsFiles(aMap({ layers: (aMap()["layers"] as unknown[]).slice(0, 4) })),
    );
    expect(keptFiles(other, "a").name).not.toBe(keptFiles(map, "a").name);
  });

  test("[ST62] nothing that anybody wrote is served", () => {
    const secret = "PLANTED-7f3a";
    const properties = [{ name: secret, type: "string", value: secret }];
    const plant = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(plant);
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).map(([key, one]) => [key, plant(one)]);
      return { ...Object.fromEntries(entries), class: secret, [secret]: secret, comment: secret };
    };
    const map = plant(aMap()) as Record<string, unknown>;
    const layers = (map["layers"] as Record<string, unknown>[]).map((layer) => ({
      ...layer,
      properties,
      name: layer["type"] === "objectgroup" ? secret : layer["name"],
      objects: [{ name: secret, type: secret, x: 16, y: 16, width: 32, height: 32, properties }],
    }));
    const png = tilesPng();
    const files = {
      [`${secret}.tmj`]: { ...map, layers, properties, backgroundcolor: secret },
      "tiles.png": Buffer.concat([png, Buffer.from(secret)]),
    };
    const made = printed(files);
    const { name, text } = keptFiles(made, "title");
    const served = servedMapText(readKeptMap(text)!, name);
    for (const bytes of [served, Buffer.from(made.png).toString("latin1"), name])
      expect(bytes.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(served).not.toContain("the-bar");
    expect(served).not.toContain("title");
    // The one thing that stays, on the server: the ids of places.
    expect(text).toContain(secret.toLowerCase());
  });
});

test("[ST61] pictures of JPEG and WebP are printed as well", async () => {
  const drawn = gradient(64, 16);
  for (const [name, bytes] of [
    ["tiles.jpg", await jpeg(drawn)],
    ["tiles.webp", await webp(drawn)],
  ] as const) {
    const tilesets = [aTileset({ image: name })];
    const proof = await proofOf(upload({ "town.tmj": aMap({ tilesets }), [name]: bytes }));
    if (!proof.ok) throw new Error(`${proof.code}: ${proof.about}`);
    expect(proof.plan.rows).toEqual(PLAN);
    const spoilt = Uint8Array.from(bytes).fill(7, 40, bytes.length - 4);
    const refused = await proofOf(upload({ "town.tmj": aMap({ tilesets }), [name]: spoilt }));
    expect(refused.ok ? "plays" : refused.code).toMatch(/^picture-(?:damaged|kind)$/u);
  }
});
