/** Maps written as text; `maps/*.txt` say in their first lines how to read them. */

/** One line of a legend. */
export interface MapKind {
  readonly name: string;
  readonly walk: boolean;
  readonly opaque: boolean;
}

/** A named rectangle, in tiles. */
export interface MapArea {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A map as it was written. */
export interface MapText {
  readonly width: number;
  readonly height: number;
  /** Row by row, the kind of each tile. */
  readonly cells: readonly MapKind[];
  readonly places: readonly MapArea[];
  readonly spots: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly decor: readonly {
    readonly layer: string;
    readonly drawing: string;
    readonly x: number;
    readonly y: number;
  }[];
  readonly lights: readonly {
    readonly kind: string;
    readonly x: number;
    readonly y: number;
    readonly radius: number;
  }[];
}

const SECTIONS = ["legend", "grid", "places", "spots", "decor", "lights"] as const;
type Section = (typeof SECTIONS)[number];

/** Reads a map. Throws an error that names the line and what was expected of it. */
export function readMapText(text: string, file: string): MapText {
  const lines = sectionsOf(text, file);
  const fail = (line: string, expected: string): never => {
    throw new Error(`${file}: "${line}": expected ${expected}`);
  };
  const whole = (line: string, word: string | undefined) => {
    const value = Number(word);
    return Number.isInteger(value) && value >= 0 ? value : fail(line, "a whole number of tiles");
  };
  const real = (line: string, word: string | undefined) => {
    const value = Number(word);
    return word !== undefined && Number.isFinite(value) ? value : fail(line, "a number of tiles");
  };

  const kinds = new Map<string, MapKind>();
  for (const line of lines.legend) {
    const match = /^(\S) +(\S+) +(walk|block) +(clear|opaque)\b/.exec(line);
    const [, letter = "", name = "", body, sight] =
      match ?? fail(line, "CHARACTER NAME walk|block clear|opaque DESCRIPTION");
    if (kinds.has(letter)) fail(line, `a character that is not taken yet, not "${letter}"`);
    kinds.set(letter, { name, walk: body === "walk", opaque: sight === "opaque" });
  }
  const { width, height } = lines.size;
  if (lines.grid.length !== height) {
    throw new Error(`${file}: the grid has ${lines.grid.length} rows, expected ${height}`);
  }
  const cells = lines.grid.flatMap((row) => {
    if (row.length !== width) fail(row, `${width} characters, not ${row.length}`);
    return Array.from(row, (letter) => kinds.get(letter) ?? fail(row, `no unknown "${letter}"`));
  });
  return {
    width,
    height,
    cells,
    places: lines.places.map((line) => {
      const [id = "", x, y, w, h] = line.split(/\s+/);
      return {
        id,
        x: whole(line, x),
        y: whole(line, y),
        width: whole(line, w),
        height: whole(line, h),
      };
    }),
    spots: lines.spots.map((line) => {
      const [id = "", x, y] = line.split(/\s+/);
      return { id, x: whole(line, x), y: whole(line, y) };
    }),
    decor: lines.decor.map((line) => {
      const [layer = "", drawing = "", x, y] = line.split(/\s+/);
      return { layer, drawing, x: whole(line, x), y: whole(line, y) };
    }),
    lights: lines.lights.map((line) => {
      const [kind = "", x, y, radius] = line.split(/\s+/);
      return { kind, x: real(line, x), y: real(line, y), radius: real(line, radius) };
    }),
  };
}

function sectionsOf(
  text: string,
  file: string,
): Record<Section, string[]> & { size: { width: number; height: number } } {
  const found: Record<Section, string[]> = {
    legend: [],
    grid: [],
    places: [],
    spots: [],
    decor: [],
    lights: [],
  };
  let size = { width: 0, height: 0 };
  let section: Section | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith(";") || line.trim() === "") continue;
    const heading = SECTIONS.find((name) => line === `${name}:`);
    const measured = /^size (\d+) (\d+)$/.exec(line);
    if (heading !== undefined) section = heading;
    else if (measured !== null) size = { width: Number(measured[1]), height: Number(measured[2]) };
    else if (section !== null) found[section].push(line);
    else throw new Error(`${file}: "${line}": expected a section such as "legend:" before it`);
  }
  if (size.width === 0) throw new Error(`${file}: expected a line such as "size 40 26"`);
  return { ...found, size };
}
