import { readGround } from "../../../server/stage/ground.ts";
import { recordOfGround } from "../../../server/stage/ground-record.ts";
import { findWay } from "../../../server/stage/way.ts";
import { pngOf } from "../../../server/pictures/write-png.ts";
import { keptFiles } from "../../../server/studio/maps/print-map.ts";
import { readKeptMap, servedMapText } from "../../../server/worlds/kept-map.ts";
import { aMap, aTileset, packed, printUpload, upload } from "./make.ts";

/** `npm run maps:big [SIDE]`: what a big map costs, 256 tiles a side by default. Prints a table; asserts nothing. */

const side = Number(process.argv[2] ?? 256);
const SHEET = 512;
const TURNS = [0, 0x8000_0000, 0x4000_0000, 0x2000_0000 + 0x8000_0000];

/** Numbers that are the same at each run. */
let seed = 1;
const random = (below: number) => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
};

const pixels = new Uint8Array(SHEET * SHEET * 4);
for (let at = 0; at < pixels.length; at++) pixels[at] = at % 4 === 3 ? 255 : random(256);
const layer = (name: string, share: number) => {
  const numbers = Array.from({ length: side * side }, () =>
    random(100) < share ? 1 + random(1_024) + TURNS[random(4)]! : 0,
  );
  const { encoding, compression, data } = packed(numbers, "zlib");
  return { name, type: "tilelayer", width: side, height: side, encoding, compression, data };
};
const map = aMap({
  width: side,
  height: side,
  layers: [
    layer("ground", 100),
    ...[30, 20, 10].map((share, index) => layer(`more ${index}`, share)),
    layer("walls", 12),
    layer("furniture", 6),
    layer("over", 10),
    {
      name: "things",
      type: "objectgroup",
      objects: [{ name: "entrance", x: 8, y: 8, point: true }],
    },
  ],
  tilesets: [
    aTileset({ tilecount: 1_024, columns: 32, imagewidth: SHEET, imageheight: SHEET, tiles: [] }),
  ],
});

const rows: { what: string; ms?: string; kB?: number; note?: string }[] = [];
function timed<T>(what: string, work: () => T): T {
  const before = performance.now();
  const made = work();
  rows.push({ what, ms: (performance.now() - before).toFixed(0) });
  return made;
}
const sized = (what: string, bytes: number) => rows.push({ what, kB: Math.round(bytes / 1024) });

const body = upload({
  "big.tmj": map,
  "tiles.png": pngOf({ width: SHEET, height: SHEET, pixels }),
});
sized("what is sent", body.length);
const printed = timed("read and printed, in its thread", () => printUpload(body));
if (!printed.ok) throw new Error(`${printed.code}: ${printed.about}`);
const { name, text, png } = timed("named and written", () => keptFiles(printed, "Big"));
sized("its file", text.length);
sized("its picture", png.length);
rows.push({ what: "tiles of the picture", note: String(printed.kept.atlas.count) });
const kept = timed("read again", () => readKeptMap(text));
if (kept === null) throw new Error("what was written cannot be read");
sized("what a page loads", timed("made ready for pages", () => servedMapText(kept, name)).length);
const read = timed("the floor", () => readGround(JSON.parse(text)));
if (!read.ok) throw new Error(read.problem);
const { ground } = read;
timed("the floor as the log keeps it", () => recordOfGround(ground));
const free = (near: number) => {
  for (let at = near; at < side * side; at++)
    if (!ground.blocked(at % side, Math.floor(at / side)))
      return { x: at % side, y: Math.floor(at / side) };
  return { x: 0, y: 0 };
};
const way = timed("a way from one corner to the other", () =>
  findWay(ground, free(0), free(side * (side - 2))),
);
rows.push({ what: "steps of that way", note: String(way?.length ?? "none") });
rows.push({
  what: "resident memory",
  kB: Math.round(process.memoryUsage.rss() / 1024),
});
console.table(rows);
