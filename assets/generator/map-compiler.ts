import { hash } from "./seed.ts";
import type { MapKind, MapText } from "./map-text.ts";
import { AFLOAT, BEDS, GROUNDS, STAMPS, WALLS } from "./things.ts";
import type { Tileset } from "./tiles/tileset.ts";

/** From a map's text to the tiles of its layers. */

/** The tile layers of every map, from the floor up. */
export const TILE_LAYERS = ["floor", "decor", "walls", "furniture", "over"] as const;
/** The name of a tile layer. */
export type TileLayer = (typeof TILE_LAYERS)[number];

/** Per layer, row by row, a tile's number plus 1; 0 for none. */
export type Layers = Readonly<Record<TileLayer, number[]>>;

const VARIANTS: Readonly<Record<string, number>> = {
  boards: 8,
  flags: 4,
  stage: 3,
  earth: 3,
  porch: 3,
  grass: 4,
  shingle: 4,
  dock: 6,
  slip: 2,
  crag: 4,
};

const NOWHERE: MapKind = { name: "nowhere", walk: false, opaque: false };

/** Chooses tiles for every cell of a map. */
export function compileMap(map: MapText, tileset: Tileset): Layers {
  const { width, height } = map;
  const layers = Object.fromEntries(
    TILE_LAYERS.map((name) => [name, Array.from({ length: width * height }, () => 0)]),
  ) as unknown as Record<TileLayer, number[]>;
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height;
  const kind = (x: number, y: number) =>
    (inside(x, y) ? map.cells[y * width + x] : null) ?? NOWHERE;
  const name = (x: number, y: number) => kind(x, y).name;
  const isWall = (x: number, y: number) => WALLS.has(name(x, y));
  const afloat = (x: number, y: number) =>
    !inside(x, y) || AFLOAT.has(name(x, y)) || (name(x, y) === "post" && ground(x, y) === "water");
  const put = (layer: TileLayer, x: number, y: number, drawing: string, column = 0, row = 0) => {
    if (inside(x, y)) layers[layer][y * width + x] = tileset.tile(drawing, column, row) + 1;
  };
  const blocking = (x: number, y: number): TileLayer => {
    const { walk, opaque } = kind(x, y);
    if (walk) return "decor";
    return opaque ? "walls" : "furniture";
  };
  const variant = (drawing: string, x: number, y: number) =>
    `${drawing}-${hash(`${drawing} ${x} ${y}`) % (VARIANTS[drawing] ?? 1)}`;

  const grounds = spreadGrounds(map);
  function ground(x: number, y: number): string {
    return grounds[y * width + x] ?? "boards";
  }
  const indoors = (x: number, y: number) => inside(x, y) && !GROUNDS[ground(x, y)]?.outdoors;

  /** Whether a wall cell shows its cut top, or the upper or the lower part of its face. */
  function part(x: number, y: number): "cap" | "upper" | "lower" {
    if (inside(x, y + 1) && !isWall(x, y + 1)) return "lower";
    if (isWall(x, y + 1) && inside(x, y + 2) && !isWall(x, y + 2)) return "upper";
    return "cap";
  }
  function style(x: number, y: number): "inside" | "white" | "tar" {
    if (name(x, y) === "timber") return "tar";
    const foot = part(x, y) === "upper" ? y + 2 : y + 1;
    return indoors(x, foot) && ground(x, foot) !== "porch" ? "inside" : "white";
  }
  function wall(x: number, y: number): void {
    const shown = part(x, y);
    if (shown === "cap") {
      const open = (nx: number, ny: number) =>
        inside(nx, ny) && (!isWall(nx, ny) || part(nx, ny) !== "cap");
      const mask =
        (inside(x, y - 1) && !isWall(x, y - 1) ? 1 : 0) +
        (open(x + 1, y) ? 2 : 0) +
        (open(x - 1, y) ? 8 : 0);
      put("walls", x, y, `cap-${mask}`);
    } else {
      const thin = shown === "lower" && !isWall(x, y - 1);
      put("walls", x, y, `${style(x, y)}-${thin ? "short" : shown}`);
    }
  }
  function window(x: number, y: number): void {
    const shown = part(x, y);
    const layer = blocking(x, y);
    if (shown === "cap") put(layer, x, y, "window-side");
    else {
      const drawing = style(x, y) === "inside" ? "window-inside" : "window-white";
      put(layer, x, y, drawing, 0, shown === "upper" ? 0 : 1);
    }
  }
  function door(x: number, y: number): void {
    put("decor", x, y, "sill");
    if (part(x, y) !== "upper") return;
    put("over", x, y, style(x, y) === "inside" ? "lintel-inside" : "lintel-white");
  }
  function water(layer: TileLayer, x: number, y: number): void {
    const mask =
      (afloat(x, y - 1) ? 0 : 1) +
      (afloat(x + 1, y) ? 0 : 2) +
      (afloat(x, y + 1) ? 0 : 4) +
      (afloat(x - 1, y) ? 0 : 8);
    const far = mask === 0 && hash(`far ${x >> 1} ${y}`) % 3 === 0;
    put(layer, x, y, far ? "water-far" : `water-${mask}`);
  }
  function bar(x: number, y: number): void {
    const left = name(x - 1, y) === "bar";
    const right = name(x + 1, y) === "bar";
    if (!left && !right) put("furniture", x, y, "bar-side");
    else put("furniture", x, y, `bar-${(left ? 0 : 1) + (right ? 0 : 2)}`);
  }
  function rug(x: number, y: number): void {
    const column = name(x - 1, y) !== "rug" ? 0 : name(x + 1, y) !== "rug" ? 2 : 1;
    const row = name(x, y - 1) !== "rug" ? 0 : name(x, y + 1) !== "rug" ? 2 : 1;
    put("floor", x, y, `rug-red-${column}${row}`);
  }

  const taken = new Set<number>();
  /** Lays a drawing whose lowest `down` rows stand on cells and whose other rows reach up above them. */
  function stamp(drawing: string, x: number, y: number, across: number, down: number): void {
    const { columns, rows } = tileset.drawing(drawing);
    const lift = rows - down;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const cx = x + column;
        const cy = y - lift + row;
        const standing = row >= lift && column < across;
        if (standing) taken.add(cy * width + cx);
        put(standing ? blocking(cx, cy) : "over", cx, cy, drawing, column, row);
      }
    }
  }
  function stamps(x: number, y: number): boolean {
    const own = name(x, y);
    const fits = (across: number, down: number) => {
      for (let j = 0; j < down; j++) {
        for (let i = 0; i < across; i++) {
          if (name(x + i, y + j) !== own || taken.has((y + j) * width + x + i)) return false;
        }
      }
      return true;
    };
    const fitting = STAMPS[own]?.find(({ across, down }) => fits(across, down));
    if (fitting === undefined) return false;
    stamp(fitting.drawing, x, y, fitting.across, fitting.down);
    return true;
  }
  function shelves(x: number, y: number): void {
    if (!isWall(x, y - 1)) stamp("chest", x, y, 1, 1);
    else stamp(ground(x, y) === "boards" ? "books" : "stores", x, y, 1, 1);
  }
  function post(x: number, y: number): void {
    const under = ground(x, y);
    if (under === "porch" || under === "stage") stamp("porch-post", x, y, 1, 1);
    else if (under === "boards") stamp("porch-post", x, y, 1, 1);
    else stamp("bollard", x, y, 1, 1);
  }

  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = kind(x, y);
      const under = ground(x, y);
      if (!(isWall(x, y) && own.name !== "door") && under !== "water") {
        put("floor", x, y, variant(GROUNDS[under]?.drawing ?? "boards", x, y));
      }
      if (own.name === "water") water("furniture", x, y);
      else if (under === "water" && !isWall(x, y)) water("floor", x, y);
    }
  }
  let beds = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (taken.has(y * width + x)) continue;
      const own = name(x, y);
      if (own === "wall" || own === "timber") wall(x, y);
      else if (own === "window") window(x, y);
      else if (own === "door") door(x, y);
      else if (own === "bar") bar(x, y);
      else if (own === "rug") rug(x, y);
      else if (own === "shelves") shelves(x, y);
      else if (own === "post") post(x, y);
      else if (own === "rock") put("furniture", x, y, variant("crag", x, y));
      else if (own === "steps")
        put("decor", x, y, ground(x, y) === "shed-floor" ? "ladder" : "steps");
      else if (own === "bed") stamp(BEDS[beds++ % BEDS.length] ?? "bed-red", x, y, 1, 2);
      else if (own === "tower" || own === "lamp-room" || own === "sealed-door") continue;
      else if (!stamps(x, y) && GROUNDS[own] === undefined && own !== "water") {
        throw new Error(`no drawing shows the kind "${own}" at ${x},${y}: name one in things.ts`);
      }
    }
  }
  tower();
  for (const { layer, drawing, x, y } of map.decor) hang(layer, drawing, x, y);
  return layers;

  function tower(): void {
    let left = width;
    let foot = -1;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!["tower", "lamp-room", "sealed-door"].includes(name(x, y))) continue;
        left = Math.min(left, x);
        foot = Math.max(foot, y);
        put("walls", x, y, "void");
      }
    }
    if (foot < 0) return;
    const { columns, rows } = tileset.drawing("tower");
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = left + column;
        const y = foot - rows + 1 + row;
        put(kind(x, y).opaque ? "walls" : "over", x, y, "tower", column, row);
      }
    }
  }
  function hang(layer: string, drawing: string, x: number, y: number): void {
    const known = TILE_LAYERS.find((one) => one === layer);
    if (known === undefined) {
      throw new Error(
        `decor "${drawing}": no layer "${layer}", expected ${TILE_LAYERS.join(", ")}`,
      );
    }
    const { columns, rows } = tileset.drawing(drawing);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const cell = (y + row) * width + x + column;
        if ((known === "walls" || known === "furniture") && layers[known][cell] === 0) {
          throw new Error(`decor "${drawing}" at ${x},${y} would block a tile that is free`);
        }
        put(known, x + column, y + row, drawing, column, row);
      }
    }
  }
}

/** For every cell the ground under it: its own, or the one that most of its nearest neighbours stand on. */
function spreadGrounds(map: MapText): string[] {
  const { width, cells } = map;
  const found = cells.map(({ name }) => {
    if (AFLOAT.has(name)) return "water";
    if (name === "door" || name === "rug") return "boards";
    return GROUNDS[name] === undefined ? "" : name;
  });
  /* A thing stands on what lies beside it, so walls pass no ground on. */
  const passes = (cell: number) =>
    (found[cell] ?? "") !== "" && !WALLS.has(cells[cell]?.name ?? "");
  const besides = (cell: number) => {
    const x = cell % width;
    return [
      ...(x > 0 ? [cell - 1] : []),
      ...(x < width - 1 ? [cell + 1] : []),
      cell + width,
      cell - width,
    ];
  };
  for (;;) {
    const reached = [...found.keys()].flatMap((cell) => {
      if (found[cell] !== "") return [];
      const grounds = besides(cell)
        .filter(passes)
        .map((from) => found[from] ?? "");
      const most = (ground: string) => grounds.filter((one) => one === ground).length;
      const first = grounds.toSorted((a, b) => most(b) - most(a))[0];
      return first === undefined ? [] : [[cell, first] as const];
    });
    if (reached.length === 0) break;
    for (const [cell, ground] of reached) found[cell] = ground;
  }
  return found;
}
