/** The one palette of the game: night blues, lamp ambers, wet wood. Index 0 is transparent. */

const RAMPS = {
  /** Sky, sea and shadow, dark to light. */
  night: ["0a0d1c", "111730", "1a2446", "26355f", "374f7d", "5578a2", "86a7c6", "bdd5df", "e8f2ee"],
  /** Furniture and beams. */
  wood: ["1c110f", "301c17", "492b1f", "663d28", "865533", "a87544", "c99c5e"],
  /** Indoor boards, close in tone so that a floor stays quiet. */
  board: ["3c251c", "4d3024", "5a392a", "664230", "724c37", "83593f"],
  /** Boards that stand in the rain. */
  dock: ["161824", "232633", "313540", "41454f", "555960", "7c8796"],
  /** Flames and lamplight. */
  amber: ["641f12", "9c3b18", "d2672a", "ee9b3e", "f9cb6c", "fff0bb"],
  stone: ["191b27", "282b3a", "3b3f51", "545a6c", "747b8b", "9ba2ad"],
  plaster: ["3e312d", "5a473c", "75604e", "8f7960", "a89273"],
  /** Bottle glass, wool, weed. */
  green: ["10282a", "1e4641", "35705b", "6ea171", "a9cc8c"],
  red: ["340f1c", "5f1827", "91303a", "bd5248", "df8a66"],
  plum: ["23152e", "3d2449", "5f3c68", "8d6190"],
  /** Oilskin and straw. */
  straw: ["5c4219", "8a6524", "bd9236", "dfbd5e"],
  linen: ["5d5a5f", "8d8780", "bdb39f", "e2d8bf", "f6f0dc"],
  skin: ["4a271d", "6f3f2b", "96593c", "bd7f55", "dca67a", "f0caa2"],
} as const;

/** A row of shades of one colour. */
export type Ramp = keyof typeof RAMPS;

const colours: number[][] = [[0, 0, 0, 0]];
const starts = {} as Record<Ramp, number>;
for (const [name, shades] of Object.entries(RAMPS) as [Ramp, readonly string[]][]) {
  starts[name] = colours.length;
  for (const hex of shades) {
    const value = Number.parseInt(hex, 16);
    colours.push([value >> 16, (value >> 8) & 255, value & 255, 255]);
  }
}
/** Soft shadows that a body or a table throws on whatever lies below. */
export const SHADOW = colours.push([8, 8, 24, 96]) - 1;
/** The edge of such a shadow. */
export const FAINT = colours.push([8, 8, 24, 48]) - 1;

/** Nothing at all. */
export const CLEAR = 0;

/** Every colour as red, green, blue, alpha; the index is what a canvas holds. */
export const COLOURS: readonly (readonly number[])[] = colours;

/** The index of one shade; a shade past either end of its ramp is the end itself. */
export function shade(ramp: Ramp, step: number): number {
  const last = RAMPS[ramp].length - 1;
  return starts[ramp] + Math.max(0, Math.min(last, Math.round(step)));
}

/** How many shades a ramp has. */
export function depth(ramp: Ramp): number {
  return RAMPS[ramp].length;
}

/** The line that closes a shape. */
export const INK = shade("night", 0);
