/** How light falls in the inn: lamps, the walls that stop them, and the night over everything else. */

/** Something that gives light. */
export interface Lamp {
  /** In tiles, fractions allowed. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly kind: string;
}

/** What light falls on, as far as light cares. */
export interface Dark {
  readonly width: number;
  readonly height: number;
  /** True where light stops. */
  walled(x: number, y: number): boolean;
  /** True under the open sky, where the night is all the light there is. */
  air(x: number, y: number): boolean;
}

/** Pixels of the light picture per tile: enough for soft edges, few enough to compute at once. */
export const GRAIN = 8;

const NIGHT = [106, 124, 178] as const;
const INDOORS = [104, 86, 98] as const;

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  hearth: [255, 176, 96],
  stove: [255, 160, 90],
  window: [255, 196, 110],
  door: [255, 196, 120],
  lantern: [255, 214, 150],
  bar: [240, 200, 140],
  candle: [255, 206, 132],
  sign: [255, 190, 100],
};
const LAMP = [255, 210, 150] as const;

/** Levels of light; between two of them the picture is dithered, as a pixel painter would. */
const LEVELS = 9;
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** A picture to multiply the scene with: RGBA, `GRAIN` pixels a tile. */
export function paintLight(dark: Dark, lamps: readonly Lamp[]): Uint8ClampedArray<ArrayBuffer> {
  const width = dark.width * GRAIN;
  const height = dark.height * GRAIN;
  const light = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const out = dark.air(Math.floor(x / GRAIN), Math.floor(y / GRAIN));
      light.set(out ? NIGHT : INDOORS, (y * width + x) * 3);
    }
  }
  for (const lamp of lamps) shine(dark, lamp, light, width, height);
  const picture = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const x = at % width;
    const y = (at - x) / width;
    const threshold = ((BAYER[(y & 3) * 4 + (x & 3)] ?? 0) + 0.5) / 16 - 0.5;
    for (let channel = 0; channel < 3; channel++) {
      const level = ((light[at * 3 + channel] ?? 0) / 255) * LEVELS;
      picture[at * 4 + channel] = (Math.round(level + threshold * 0.9) / LEVELS) * 255;
    }
    picture[at * 4 + 3] = 255;
  }
  return picture;
}

/** Adds one lamp's light wherever a straight line from it is clear. */
function shine(dark: Dark, lamp: Lamp, light: Float32Array, width: number, height: number): void {
  const colour = COLOURS[lamp.kind] ?? LAMP;
  const reach = lamp.radius * GRAIN;
  const cx = (lamp.x + 0.5) * GRAIN;
  const cy = (lamp.y + 0.5) * GRAIN;
  const seen = visibility(dark, lamp);
  const from = { x: Math.max(0, Math.floor(cx - reach)), y: Math.max(0, Math.floor(cy - reach)) };
  const to = {
    x: Math.min(width, Math.ceil(cx + reach)),
    y: Math.min(height, Math.ceil(cy + reach)),
  };
  for (let y = from.y; y < to.y; y++) {
    for (let x = from.x; x < to.x; x++) {
      const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy) / reach;
      if (distance >= 1) continue;
      const strength = (1 - distance) ** 1.5 * seen((x + 0.5) / GRAIN, (y + 0.5) / GRAIN);
      if (strength <= 0) continue;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        light[at + channel] = (light[at + channel] ?? 0) + (colour[channel] ?? 0) * strength * 0.95;
      }
    }
  }
}

/** How much of a lamp is seen from a point in tiles, from 0 to 1, softened between tiles. */
function visibility(dark: Dark, lamp: Lamp): (x: number, y: number) => number {
  const cache = new Map<number, number>();
  const tile = (x: number, y: number): number => {
    const key = y * 4096 + x;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const value = lineClear(dark, lamp.x, lamp.y, x, y) ? 1 : 0;
    cache.set(key, value);
    return value;
  };
  return (x, y) => {
    const tx = Math.floor(x);
    const ty = Math.floor(y);
    /* A wall shows the light that falls on its face, and keeps it from what lies behind. */
    if (dark.walled(tx, ty)) return tile(tx, ty) * 0.9;
    const fx = x - 0.5;
    const fy = y - 0.5;
    const x0 = Math.floor(fx);
    const y0 = Math.floor(fy);
    const ax = fx - x0;
    const ay = fy - y0;
    const corner = (cx: number, cy: number) => (dark.walled(cx, cy) ? tile(tx, ty) : tile(cx, cy));
    return (
      corner(x0, y0) * (1 - ax) * (1 - ay) +
      corner(x0 + 1, y0) * ax * (1 - ay) +
      corner(x0, y0 + 1) * (1 - ax) * ay +
      corner(x0 + 1, y0 + 1) * ax * ay
    );
  };
}

/**
 * Whether light comes from one tile to another. A lamp may hang on a wall, and a wall's face is two tiles deep;
 * behind it is darkness.
 */
function lineClear(dark: Dark, x0: number, y0: number, x1: number, y1: number): boolean {
  const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) * 3);
  let leftTheWall = false;
  let wallsHit = 0;
  let last = "";
  for (let i = 0; i <= steps; i++) {
    const x = Math.round(x0 + ((x1 - x0) * i) / Math.max(1, steps));
    const y = Math.round(y0 + ((y1 - y0) * i) / Math.max(1, steps));
    const key = `${x},${y}`;
    if (key === last) continue;
    last = key;
    if (!dark.walled(x, y)) {
      if (wallsHit > 0) return false;
      leftTheWall = true;
    } else if (leftTheWall) wallsHit += 1;
  }
  return wallsHit <= 2;
}
