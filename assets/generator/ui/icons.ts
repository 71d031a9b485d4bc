import { Canvas, type Legend } from "../canvas.ts";
import { INK, shade } from "../palette.ts";

/** Small signs of the interface, drawn once and shown at whole multiples of their size. */

const LEGEND: Legend = {
  k: INK,
  s: shade("stone", 2),
  S: shade("stone", 4),
  T: shade("stone", 5),
  n: shade("night", 3),
  N: shade("night", 6),
  F: shade("night", 8),
  a: shade("amber", 1),
  O: shade("amber", 3),
  A: shade("amber", 4),
  f: shade("amber", 5),
  w: shade("wood", 3),
  W: shade("wood", 5),
  M: shade("linen", 4),
  m: shade("linen", 2),
  R: shade("red", 3),
  G: shade("green", 3),
};

const lamp = (glass: readonly string[]) => [
  "....SS....",
  "...S..S...",
  "..SSSSSS..",
  ".SSSSSSSS.",
  ...glass.map((row) => `..s${row}s..`),
  ".SSSSSSSS.",
  "..ssssss..",
];

const ICONS: Readonly<Record<string, readonly string[]>> = {
  "lamp-open": lamp(["nnnn", "nnnn", "nnnn", "nnnn", "nmmn"]),
  "lamp-partly": lamp(["nnnn", "naan", "nOOn", "aOAO", "aMMa"]),
  "lamp-found": lamp(["OAAO", "AffA", "AffA", "AffA", "AMMA"]),
  "thumb-up": [
    ".....FF...",
    "....FF....",
    "....FF....",
    "...FFFFFF.",
    "NN.FFFFFFF",
    "NN.FFFFFF.",
    "NN.FFFFFFF",
    "NN.FFFFFF.",
    "NN..FFFFF.",
  ],
  "thumb-down": [
    "NN..FFFFF.",
    "NN.FFFFFF.",
    "NN.FFFFFFF",
    "NN.FFFFFF.",
    "NN.FFFFFFF",
    "...FFFFFF.",
    "....FF....",
    "....FF....",
    ".....FF...",
  ],
  again: [
    "...FFFF.F.",
    "..F....FF.",
    ".F....FFF.",
    ".F........",
    "........N.",
    ".NNN....N.",
    ".NN....N..",
    ".N.NNNN...",
  ],
  journal: [
    ".wwwwwwwww.",
    "wWWWWWWWWww",
    "wWWfAAAfWwM",
    "wWWWWAWWWwM",
    "wWWWAAWWWwM",
    "wWWAAAAWWwM",
    "wWWAAAAWWwM",
    "wWWWAAWWWwM",
    "wWWWWWWWWwM",
    "wwwwwwwwwwM",
    ".MMMMMMMMM.",
  ],
  sound: [
    "....F......",
    "...FF...N..",
    "FFFFF.N..N.",
    "FFFFF..N.N.",
    "FFFFF..N.N.",
    "FFFFF.N..N.",
    "...FF...N..",
    "....F......",
  ],
  mute: [
    "....S......",
    "...SS......",
    "SSSSS.R..R.",
    "SSSSS..RR..",
    "SSSSS..RR..",
    "SSSSS.R..R.",
    "...SS......",
    "....S......",
  ],
  hand: [
    "....FF....",
    "..FF.FF...",
    "..FF.FF.F.",
    "..FFFFFFF.",
    "F.FFFFFFF.",
    "FFFFFFFFF.",
    ".FFFFFFFF.",
    "..FFFFFF..",
    "...FFFFF..",
    "...NNNNN..",
  ],
  thought: [
    "...FFFFF....",
    "..FFFFFFFF..",
    ".FFFFFFFFFF.",
    ".FNNFNNFNNF.",
    ".FFFFFFFFFF.",
    "..FFFFFFFF..",
    "...FFFFF....",
    "..FF........",
    ".F..........",
  ],
};

/** Every sign by its file name. */
export function icons(): ReadonlyMap<string, Canvas> {
  const made = new Map<string, Canvas>();
  for (const [name, rows] of Object.entries(ICONS)) {
    const width = Math.max(...rows.map((row) => row.length));
    const canvas = new Canvas(width + 2, rows.length + 2);
    canvas.art(1, 1, rows, LEGEND);
    canvas.outline(INK);
    made.set(name, canvas);
  }
  return made;
}
