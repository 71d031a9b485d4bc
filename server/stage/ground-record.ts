import type { Ground } from "./ground.ts";
import type { GroundRecord } from "./standing-event.ts";

/** A scene's floor as the log keeps it, so that who heard what can be worked out again without its map. */

/** By what stops: nothing, bodies, sight and voices, both. */
const SIGNS = [".", "~", "|", "#"] as const;

/** A map serves many scenes, and is looked through once. */
const known = new WeakMap<Ground, GroundRecord>();

/** Every tile of a ground is asked for once, and what it says then is what is kept. */
export function recordOfGround(ground: Ground): GroundRecord {
  const before = known.get(ground);
  if (before !== undefined) return before;
  const { width, height } = ground;
  const rows: string[] = [];
  for (let y = 0; y < height; y++) {
    let row = "";
    let run = 0;
    let last = "";
    for (let x = 0; x < width; x++) {
      const sign = SIGNS[(ground.blocked(x, y) ? 1 : 0) + (ground.walled(x, y) ? 2 : 0)] ?? ".";
      if (sign === last) run += 1;
      else {
        row += runOf(run, last);
        [last, run] = [sign, 1];
      }
    }
    rows.push(row + runOf(run, last));
  }
  const record: GroundRecord = {
    width,
    height,
    tiles: rows.join("/"),
    places: [...ground.places.values()].map((place) => ({
      id: place.id,
      x: place.x,
      y: place.y,
      width: place.width,
      height: place.height,
    })),
    spots: Object.fromEntries([...ground.spots].map(([id, { x, y }]) => [id, { x, y }])),
  };
  known.set(ground, record);
  return record;
}

function runOf(run: number, sign: string): string {
  return run < 2 ? sign.repeat(run) : `${run}${sign}`;
}

/** The ground of a record; null where its tiles do not make up its size. Outside of it everything is blocked and walled. */
export function groundOf(record: GroundRecord): Ground | null {
  const { width, height } = record;
  const rows = record.tiles.split("/").map((row) => {
    const signs: number[] = [];
    for (const [, run = "", sign = ""] of row.matchAll(/(\d*)([.~|#])/gu)) {
      const length = run === "" ? 1 : Number(run);
      if (signs.length + length > width) return null;
      for (let i = 0; i < length; i++) signs.push(SIGNS.indexOf(sign as (typeof SIGNS)[number]));
    }
    return signs.length === width ? signs : null;
  });
  if (rows.length !== height || rows.includes(null)) return null;
  const at = (x: number, y: number): number => rows[y]?.[x] ?? 3;
  return {
    width,
    height,
    places: new Map(record.places.map((place) => [place.id, place])),
    spots: new Map(Object.entries(record.spots)),
    blocked: (x, y) => (at(x, y) & 1) === 1,
    walled: (x, y) => (at(x, y) & 2) === 2,
  };
}
