import { zipSync } from "fflate";
import { assert, constantFrom, integer, jsonValue, nat, oneof, property, string } from "fast-check";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pngOf } from "../../../server/pictures/write-png.ts";
import { writePng, readPngChunks } from "../../../server/pictures/png-chunks.ts";
import { textChunk } from "../../../server/studio/cards/png-text.ts";
import { keptFiles } from "../../../server/studio/maps/print-map.ts";
import { threadedPrinter } from "../../../server/studio/maps/print-upload.ts";
import { refusalWords } from "../../../server/studio/maps/words.ts";
import { readKeptMap, servedMapText } from "../../../server/worlds/kept-map.ts";
import { MAP_REFUSALS } from "../../../server/worlds/tiled/map-limits.ts";
import {
  aMap,
  aMapsFiles,
  aTileset,
  GRASS,
  printUpload,
  tiles,
  tilesPng,
  type Files,
  upload,
} from "./make.ts";

/** The code of a refusal; "plays" for a map that was printed, and can be read back and served. */
function outcome(body: Uint8Array): string {
  const made = printUpload(body);
  if (!made.ok) {
    for (const language of ["en", "zh"] as const) {
      const words = refusalWords(made, language);
      expect(words.length).toBeGreaterThan(8);
      expect(words.length).toBeLessThan(500);
    }
    return made.code;
  }
  const { name, text } = keptFiles(made, "x");
  const again = readKeptMap(text);
  expect(again).not.toBeNull();
  expect(JSON.parse(servedMapText(again!, name))).toBeTypeOf("object");
  return "plays";
}
const files = (given: Files) => outcome(upload(given));
const map = (more: object) => files(aMapsFiles(aMap(more)));
const zip = (entries: Record<string, Uint8Array>) =>
  files({ "town.zip": zipSync(entries, { level: 1 }) });
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("[ST65] nothing that a stranger brings does harm", () => {
  test("[ST65] a zip of a map plays, whatever else is in it", () => {
    expect(zip({ "town/town.tmj": text(aMap()), "town/tiles.png": tilesPng() })).toBe("plays");
    const more = { "readme.exe": new Uint8Array(9), "__MACOSX/town.tmj": new Uint8Array(9) };
    expect(zip({ "town.tmj": text(aMap()), "tiles.png": tilesPng(), ...more })).toBe("plays");
  });

  test("[ST65] zips that are bombs, lead out or lie", () => {
    const bomb = { "a.png": new Uint8Array(60_000_000), "b.png": new Uint8Array(60_000_000) };
    expect(zip({ "town.tmj": text(aMap()), ...bomb })).toBe("zip-size");
    expect(zip({ "../town.tmj": text(aMap()) })).toBe("zip-hostile");
    const whole = zipSync({ "town.tmj": text(aMap()) });
    expect(files({ "town.zip": whole.subarray(0, whole.length - 9) })).toBe("zip-damaged");
    const lying = whole.slice();
    // The size that its directory promises.
    lying[lying.length - 22 - 46 - "town.tmj".length + 24] = 1;
    expect(files({ "town.zip": lying })).toMatch(/^zip-(?:damaged|hostile)$/u);
  });

  test("[ST65] layers that unpack to more than they may", () => {
    const packed = deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString("base64");
    expect(map({ layers: [tiles("b", packed, { encoding: "base64", compression: "zlib" })] })).toBe(
      "data",
    );
  });

  test("[ST65] sizes, layers, groups, tiles and objects without measure", () => {
    expect(map({ width: 1e9, height: 1e9 })).toBe("map-size");
    expect(map({ width: 1_024, height: 1_024 })).toBe("map-size");
    expect(map({ width: 0, height: 0 })).toBe("map-size");
    expect(map({ layers: Array.from({ length: 200 }, () => aMap()["layers"]).flat() })).toBe(
      "layers",
    );
    let deep: object = { name: "g", type: "group", layers: [] };
    for (let depth = 0; depth < 2_000; depth++) deep = { name: "g", type: "group", layers: [deep] };
    expect(map({ layers: [deep] })).toBe("depth");
    const objects = Array.from({ length: 6_000 }, () => ({ name: "x", x: 1, y: 1, point: true }));
    expect(map({ layers: [{ name: "o", type: "objectgroup", objects }] })).toBe("objects");
    const chunk = { x: 0, y: 0, width: 1_000_000, height: 1_000_000, data: [] };
    expect(
      map({ infinite: true, layers: [{ name: "c", type: "tilelayer", chunks: [chunk] }] }),
    ).toBe("map-size");
    const far = [-1e9, 1e9].map((x) => ({ ...chunk, x, width: 1, height: 1, data: [1] }));
    expect(map({ infinite: true, layers: [{ name: "c", type: "tilelayer", chunks: far }] })).toBe(
      "map-size",
    );
    const over = Array.from({ length: 5_000 }, () => ({
      ...chunk,
      width: 4,
      height: 4,
      data: Array.from({ length: 16 }, () => 1),
    }));
    expect(map({ infinite: true, layers: [{ name: "c", type: "tilelayer", chunks: over }] })).toBe(
      "data",
    );
    expect(map({ tilesets: Array.from({ length: 500 }, () => aTileset()) })).toBe("tilesets");
    // A polygon of many corners over a whole floor, many times.
    const polygon = Array.from({ length: 9_000 }, (_one, at) => ({ x: at % 128, y: at % 96 }));
    const shapes = Array.from({ length: 900 }, () => ({ x: 0, y: 0, polygon }));
    const [grass] = aMap()["layers"] as object[];
    expect(
      map({ layers: [grass, { name: "collision", type: "objectgroup", objects: shapes }] }),
    ).toMatch(/^(?:objects|text-size|plays)$/u);
  });

  test("[ST65] pictures without measure, tiles larger than the map, and tiles without end", () => {
    const claims = writePng([
      { type: "IHDR", data: Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0]) },
      { type: "IDAT", data: deflateSync(Buffer.alloc(1_000)) },
      { type: "IEND", data: new Uint8Array() },
    ]);
    expect(files({ "town.tmj": aMap(), "tiles.png": claims })).toBe("pixels");
    const wide = aTileset({ tilewidth: 4_096, tileheight: 4_096 });
    expect(map({ tilesets: [wide] })).toBe("plays");
    expect(map({ tilesets: [aTileset({ tilecount: 1e9 })] })).toBe("tileset-unread");
    expect(map({ tilesets: [aTileset({ columns: 0, margin: 4_000, spacing: 4_000 })] })).toBe(
      "plays",
    );
    expect(map({ tilesets: [aTileset({ firstgid: -1 })] })).toBe("not-tiled");
    const animation = Array.from({ length: 9_999 }, () => ({ tileid: 0, duration: 0 }));
    expect(map({ tilesets: [aTileset({ tiles: [{ id: 0, animation }] })] })).toBe("plays");
  });

  test("[ST65] numbers without a tileset are left empty, and said", () => {
    const odd = Array.from({ length: 48 }, (_one, at) => (at === 9 ? 9_999 : GRASS));
    const made = printUpload(upload(aMapsFiles(aMap({ layers: [tiles("odd", odd)] }))));
    if (!made.ok) throw new Error(made.code);
    expect(made.warnings).toContainEqual({ code: "unknown-tiles", count: 1, about: [] });
    expect(made.plan.rows[1]).toBe(".~......");
    expect(map({ tilesets: [] })).toBe("no-floor");
  });

  test("[ST65] paths that lead out, addresses elsewhere, keys of the prototype, XML that declares", () => {
    const set = (source: string) => map({ tilesets: [{ firstgid: 1, source }] });
    expect(set("https://example.com/a.tsj")).toBe("path-remote");
    expect(set("//example.com/a.tsj")).toBe("path-remote");
    expect(set("file:///etc/passwd")).toBe("path-remote");
    expect(set("/etc/passwd")).toBe("path-outside");
    expect(set("../../../../etc/passwd")).toBe("tileset-missing");
    expect(map({ tilesets: [aTileset({ image: "http://example.com/a.png" })] })).toBe(
      "path-remote",
    );
    expect(files({ "../town.tmj": aMap(), "tiles.png": tilesPng() })).toBe("path-outside");
    expect(files({ "C:\\town.tmj": aMap(), "tiles.png": tilesPng() })).toBe("path-outside");
    const planted = JSON.stringify(aMap()).replace(
      '"type":"map"',
      '"type":"map","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}',
    );
    expect(files({ "town.tmj": planted, "tiles.png": tilesPng() })).toBe("plays");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    const xml = (content: string) =>
      files({
        "town.tmj": aMap({ tilesets: [{ firstgid: 1, source: "g.tsx" }] }),
        "g.tsx": content,
        "tiles.png": tilesPng(),
      });
    const own = `<tileset tilewidth="16" tileheight="16" tilecount="4" columns="4"><image source="tiles.png"/></tileset>`;
    expect(xml(own)).toBe("plays");
    expect(xml(`<!DOCTYPE t [<!ENTITY a "b">]>${own}`)).toBe("tileset-unread");
    expect(xml(`<!DOCTYPE t SYSTEM "file:///etc/passwd">${own}`)).toBe("tileset-unread");
    expect(xml("<a>".repeat(200_000))).toBe("tileset-unread");
    expect(xml("<html/>")).toBe("tileset-unread");
  });

  test("[ST65] bytes behind a picture, and text within it, are not in what is printed", () => {
    const read = readPngChunks(tilesPng());
    if (!read.ok) throw new Error(read.message);
    const [head, ...rest] = read.chunks;
    const planted = writePng([head!, textChunk("chara", "PLANTED-5d1e"), ...rest]);
    const png = Buffer.concat([planted, Buffer.from("PLANTED-5d1e")]);
    const made = printUpload(upload({ "town.tmj": aMap(), "tiles.png": png }));
    if (!made.ok) throw new Error(made.code);
    for (const bytes of [made.png, made.preview]) {
      const again = readPngChunks(bytes);
      expect(again.ok && again.chunks.map(({ type }) => type)).toEqual(["IHDR", "IDAT", "IEND"]);
      expect(Buffer.from(bytes).includes("PLANTED")).toBe(false);
    }
  });

  test("[ST65] uploads that lie about their files", () => {
    expect(outcome(new Uint8Array())).toBe("upload");
    expect(outcome(Buffer.from("no line of JSON"))).toBe("upload");
    expect(outcome(Buffer.from('[{"name":"a.tmj","size":99}]\n{}'))).toBe("upload");
    expect(outcome(Buffer.from('[{"name":"a.tmj","size":1}]\n{}'))).toBe("upload");
    expect(outcome(Buffer.from('[{"name":"a.tmj","size":-1}]\n{}'))).toBe("upload");
    expect(outcome(Buffer.from(`${"[".repeat(100_000)}\n`))).toBe("upload");
    expect(files({ "a.tmj": "[".repeat(3_000_000) })).toBe("not-json");
  });

  test("[ST65] a map with anything in any place is refused in words or plays", () => {
    const odd = oneof(
      constantFrom(null, -1, 0, 1e308, NaN, "", "../..", "__proto__", true, [], {}, "data:x"),
      integer(),
      string(),
      jsonValue(),
    );
    const paths = placesIn(aMap());
    assert(
      property(constantFrom(...paths), odd, (path, value) => {
        const changed = structuredClone(aMap());
        let at: unknown = changed;
        for (const step of path.slice(0, -1)) at = Reflect.get(at as object, step);
        Reflect.set(at as object, path.at(-1)!, value);
        const code = files(aMapsFiles(changed));
        expect(["plays", ...MAP_REFUSALS]).toContain(code);
      }),
      { numRuns: 600 },
    );
  });

  test("[ST65] any bytes are refused in words", () => {
    const whole = upload(aMapsFiles());
    assert(
      property(nat(whole.length - 1), nat(255), (at, byte) => {
        const changed = Uint8Array.from(whole);
        changed[at] = byte;
        outcome(changed);
      }),
      { numRuns: 300 },
    );
  });

  test("[ST65] a map is read in a thread, whose end does not end the server", async () => {
    const print = threadedPrinter();
    const [bad, good] = await Promise.all([
      print(Buffer.from("nothing")),
      print(upload(aMapsFiles())),
    ]);
    expect(bad).toMatchObject({ ok: false, code: "upload" });
    expect(good).toMatchObject({ ok: true });
    expect(good.ok && good.plan.width).toBe(8);
  });
});

/** Every place of a JSON value, as a path to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    // Of long lists a few places stand for all.
    if (Array.isArray(value) && Number(key) > 2) return [];
    const here = [...path, key];
    return [here, ...placesIn(inner, here)];
  });
}

test("[ST65] many tiles on one place, and pictures that are all turned ways of one", () => {
  const png = pngOf({ width: 64, height: 64, pixels: new Uint8Array(64 * 64 * 4).fill(200) });
  const tall = aTileset({ tilewidth: 64, tileheight: 64, tilecount: 1, columns: 1, tiles: [] });
  const turned = Array.from({ length: 48 }, (_one, at) => 1 + (at % 8) * 0x2000_0000);
  expect(
    files({
      "town.tmj": aMap({ layers: [tiles("t", turned)], tilesets: [tall] }),
      "tiles.png": png,
    }),
  ).toBe("plays");
});
